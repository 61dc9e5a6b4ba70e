import Kernel

/// How numbers are stored: weights, and separately the KV cache.
public enum NumberFormat: String, Hashable, Sendable, Codable, CaseIterable {
  /// IEEE single precision.
  case fp32
  /// Brain float, the usual format of published weights.
  case bf16
  /// IEEE half precision.
  case fp16
  /// Eight-bit float, E4M3 or E5M2.
  case fp8
  /// Eight-bit integer, activations too.
  case int8
  /// Eight-bit integer weights with a 16-bit scale for 128 values, under 16-bit activations (GPTQ with 8 bits): 8.125 bits a value.
  case int8WeightOnly = "w8a16"
  /// Four-bit float with one 8-bit scale for 32 values (OCP Microscaling MXFP4): 4.25 bits a value.
  case mxfp4
  /// Four-bit float with one 8-bit scale for 16 values (NVFP4): 4.5 bits a value.
  case nvfp4
  /// Four-bit integer with a 16-bit scale and a 4-bit zero point for 128 values (AWQ, GPTQ): 4.15625 bits a value.
  case int4
  /// Two-bit integer with a 16-bit scale and a 16-bit zero point for 128 values, of KV alone (after KIVI, arXiv 2402.02750): 2.25 bits a
  /// value.
  case int2

  private static let catalog = Catalog(of: "number format", allCases, ignoresCase: true) { [$0.rawValue] + $0.otherNames }

  /// What frameworks call the format too.
  private var otherNames: [String] {
    switch self {
    case .fp32: ["float32", "float"]
    case .bf16: ["bfloat16"]
    case .fp16: ["float16", "half"]
    case .nvfp4: ["fp4"]
    case .int4: ["w4a16"]
    case .fp8, .int8, .int8WeightOnly, .mxfp4, .int2: []
    }
  }

  /// The format called `name` in any case, by its own name or one that frameworks use, such as `float16`.
  ///
  /// - Throws: ``InputError`` for a name that is no format.
  public init(named name: String) throws(InputError) { self = try Self.catalog.required(name) }

  /// Bits a stored value takes, scales included.
  public var bitsPerValue: Double {
    switch self {
    case .fp32: 32
    case .bf16, .fp16: 16
    case .fp8, .int8: 8
    case .int8WeightOnly: 8.125
    case .mxfp4: 4.25
    case .nvfp4: 4.5
    case .int4: 4.15625
    case .int2: 2.25
    }
  }

  /// Bytes a stored value takes, scales included.
  public var bytesPerValue: Double { bitsPerValue / 8 }

  /// Bytes that `count` values take, rounded up.
  ///
  /// - Precondition: `count` is below 10^17, which a checked ``ModelShape`` never reaches.
  public func bytes(for count: Int) -> Int { Int((Double(count) * bytesPerValue).rounded(.up)) }

  /// Whether the format is a quantisation below 16 bits, applied to linear layers but not to embeddings and norms.
  public var isQuantized: Bool { bitsPerValue < 16 }

  /// The format in which an engine multiplies weights of this format when activations are 16 bits wide: weight-only
  /// formats are widened on the fly (AWQ, GPTQ and MXFP4 kernels compute in bf16), fp8 and int8 use their own units.
  public var arithmetic: NumberFormat {
    switch self {
    case .int2, .int4, .int8WeightOnly, .mxfp4: .bf16
    default: self
    }
  }
}
