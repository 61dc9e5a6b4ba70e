import Model

/// How long a sampler's pass takes on an accelerator beside the H200 that the passes were measured on.
///
/// Passes that stream go with the memory's bandwidth. Sorts and searches go with processors times clock (boost clocks of the makers'
/// datasheets), and where memory is slow with its bandwidth, as far as a sort uses it. No factor is fitted to a sampler: it is a scaled
/// figure wherever a profile has no sampler of its own.
struct SamplerScale {
  /// The accelerator that was measured.
  static let measuredOn = "h200"
  private static let measured = (bytesPerSecond: 4.8e12, cycles: 132 * 1.98)
  /// The share of the bandwidth that a sort uses there: four passes that read and write keys of 4 bytes and places of 8, and 34 bytes for
  /// the rest of the way, in 113 ps a logit at 4.08 TB/s.
  private static let sortBandwidthShare = 130 / (113e-12 * 4.08e12)

  /// Boost clocks in GHz, by the beginning of the accelerator's id.
  private static let clocks: [(id: String, gigahertz: Double)] = [
    ("a100", 1.41), ("a40", 1.74), ("a6000", 1.80), ("a10", 1.71), ("a10g", 1.71), ("rtx-3090", 1.695), ("t4", 1.59), ("h100-pcie", 1.755),
    ("h100", 1.98), ("h200", 1.98), ("h20", 1.98), ("h800", 1.98), ("b200", 1.965), ("b300", 1.92), ("gb200", 1.965), ("gb300", 1.92),
    ("l40s", 2.52), ("l4", 2.04), ("rtx-4090", 2.52), ("rtx-5090", 2.407), ("rtx-pro-6000", 2.617),
  ]

  private let streaming: Double
  private let sorting: Double

  init(_ accelerator: Accelerator) {
    streaming = Self.measured.bytesPerSecond / accelerator.bandwidthBytesPerSecond.value
    let clock = Self.clocks.first { accelerator.id.hasPrefix($0.id) }?.gigahertz
    let cycles = clock.map { Self.measured.cycles / (Double(accelerator.processors.value) * $0) }
    sorting = max(cycles ?? streaming, Self.sortBandwidthShare * streaming)
  }

  /// Time here over time there.
  func ratio(_ pass: SamplerPass) -> Double {
    switch pass {
    case .topK, .topP, .topKTopP, .tritonTopK, .tritonTopP, .tritonTopKTopP, .flashinferTopK, .flashinferTopP, .flashinferTopKTopP:
      sorting
    default: streaming
    }
  }
}
