/// How a published checkpoint stores its weights, part by part.
public struct Quantization: Hashable, Sendable {
  /// The format of one part.
  public struct PartFormat: Hashable, Sendable {
    /// The format of the quantised layers.
    public var format: NumberFormat
    /// Bits that a value takes there, its share of scales and zero points included.
    public var bitsPerValue: Double
    /// The share of the part's layers that stay in 16 bits, from 0 to 1.
    public var wideShare: Double

    /// A part in a format; by itself nothing of it stays wide.
    public init(_ format: NumberFormat, bitsPerValue: Double? = nil, wideShare: Double = 0) {
      self.format = format
      self.bitsPerValue = bitsPerValue ?? format.bitsPerValue
      self.wideShare = wideShare
    }

    /// All of it in 16 bits.
    public static let wide = PartFormat(.bf16)

    /// Bytes that so many values take.
    public func bytes(for count: Int) -> Int {
      let narrow = bitsPerValue == format.bitsPerValue ? format.bytesPerValue : bitsPerValue / 8
      let wideValues = (Double(count) * wideShare).rounded()
      return Int(((Double(count) - wideValues) * narrow).rounded(.up)) + NumberFormat.bf16.bytes(for: Int(wideValues))
    }

    /// How many of so many layers are quantised; the others stay wide.
    public func quantizedLayers(of layers: Int) -> Int { layers - Int((Double(layers) * wideShare).rounded()) }
  }

  /// The method, as the config calls it.
  public var method: String
  /// Formats in the order of ``WeightPart``'s cases.
  private var parts: [PartFormat]
  /// Weights that share a scale, which the part of a matrix on one accelerator must be made of; nil where whole rows do.
  public var block: QuantizationBlock?

  /// Every linear layer of the text model in one format; embeddings, LM head and what stands beside in 16 bits.
  public init(method: String, linear: PartFormat, block: QuantizationBlock? = nil) {
    self.method = method
    self.block = block
    parts = WeightPart.allCases.map { $0 == .head || $0 == .side ? .wide : linear }
  }

  /// The format of a part.
  public subscript(part: WeightPart) -> PartFormat {
    get { parts[Self.index(part)] }
    set { parts[Self.index(part)] = newValue }
  }

  private static func index(_ part: WeightPart) -> Int {
    switch part {
    case .attention: 0
    case .linearMixers: 1
    case .denseFeedForward: 2
    case .routedExperts: 3
    case .sharedExperts: 4
    case .head: 5
    case .side: 6
    }
  }
}

extension ModelShape {
  /// The format of a part where the weights are asked for in `format`: as the checkpoint has it where that is the published one.
  ///
  /// Otherwise a quantisation applies to all linear layers; embeddings, LM head and what stands beside stay 16 bits wide, as
  /// published checkpoints have it. MXFP4 in a mixture of experts applies to the routed experts only (gpt-oss model card, arXiv
  /// 2508.10925, section 2.1).
  public func format(of part: WeightPart, weights format: NumberFormat) -> Quantization.PartFormat {
    if let quantization, format == nativeFormat { return quantization[part] }
    guard format.isQuantized else { return Quantization.PartFormat(format) }
    switch part {
    case .head, .side: return .wide
    case .routedExperts: return Quantization.PartFormat(format)
    case .attention, .linearMixers, .denseFeedForward, .sharedExperts:
      return format == .mxfp4 && mixtureOfExperts != nil ? .wide : Quantization.PartFormat(format)
    }
  }

  /// The format of the embedding, norms and router when the weights are asked for in `format`.
  public func wideFormat(_ format: NumberFormat) -> NumberFormat { format.isQuantized ? .bf16 : format }
}
