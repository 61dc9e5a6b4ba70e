import Model

/// fp8 products with a scale for every block of weights, as DeepSeek and Qwen publish them, priced from those with a scale for each row.
///
/// The tables of AIConfigurator time them with the host's launches, which graphs leave out, so that their small products say nothing.
/// Where fp8 products take longer than the host, those by blocks take 0.97 and 0.91 of their time on H100, 0.98 and 1.00 on H200, 0.89
/// and 0.93 on B200, 1.03 and 0.94 on B300, 1.09 and 0.95 on GB200 (medians up to 256 rows, and above): on Hopper and Blackwell the two
/// are one within a tenth. On L40S, where a Triton kernel stands in, they take 1.06 and 1.33. `windtunnel calibrate --from` prints these
/// of a folder of tables.
struct BlockScaledProduct {
  /// Rows up to which the first ratio holds.
  private static let fewRows = 256.0

  /// The accelerators' architecture.
  let architecture: AcceleratorArchitecture

  /// Whether a model's products in this format have block scales.
  static func isMeant(by model: ModelShape, format: NumberFormat) -> Bool {
    format == .fp8 && model.nativeFormat == .fp8 && (model.quantization?.block?.outputs ?? 1) > 1
  }

  /// Whether a table says how much longer they take.
  var isMeasured: Bool { [.hopper, .blackwell, .ada].contains(architecture) }

  /// Times of an fp8 product.
  func ratio(rows: Double) -> Double {
    guard architecture == .ada else { return 1 }
    return rows <= Self.fewRows ? 1.06 : 1.33
  }
}
