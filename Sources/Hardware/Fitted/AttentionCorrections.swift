import Foundation
import Model

/// What tables of equal contexts and of lone chunks do not say about the attention of one shape: how unequal contexts slow
/// decoding down, and how far a chunk and the decodes beside it run at the same time.
public struct AttentionCorrections: Hashable, Sendable, Encodable {
  enum CodingKeys: CodingKey {
    case heads, keyValueHeads, headSize, skew, mixedSkew, overlaps, mixedResiduals, skewResiduals, mixedSkewResiduals
  }

  /// A share at a number of sequences; between two, straight in the logarithm of the sequences.
  public struct Knot: Hashable, Sendable, Encodable {
    enum CodingKeys: CodingKey { case sequences, share }

    /// Decoding sequences.
    public var sequences: Int
    /// The share.
    public var share: Double

    /// A knot.
    public init(sequences: Int, share: Double) {
      self.sequences = sequences
      self.share = share
    }
  }

  /// Overlap beside chunks of one length.
  public struct Overlap: Hashable, Sendable, Encodable {
    enum CodingKeys: CodingKey { case tokens, shares }

    /// Prompt tokens prefilled in the batch.
    public var tokens: Int
    /// Share of the lesser of two times that is saved: that of reading the chunk's context, and that which the decodes
    /// add. Below zero where they hinder each other.
    public var shares: [Knot]

    /// Overlap beside chunks of so many tokens.
    public init(tokens: Int, shares: [Knot]) {
      self.tokens = tokens
      self.shares = shares
    }
  }

  /// Query heads on the accelerator.
  public var heads: Int
  /// Key-value heads on the accelerator.
  public var keyValueHeads: Int
  /// Values of a head.
  public var headSize: Int
  /// Time that unequal contexts add in a batch that only decodes: share x what the longest context has beyond twice the
  /// mean x sequences x time for a token of context. Up to about twice the mean, others' work hides the longest. Shares are
  /// 0 to 1: above, a batch would get faster as all its contexts grow.
  public var skew: [Knot]
  /// The same in a batch that also prefills.
  public var mixedSkew: [Knot]
  /// Overlap of a chunk with decodes, by the chunk's length, ascending.
  public var overlaps: [Overlap]
  /// How far whole mixed batches are off, on rows kept aside.
  public var mixedResiduals: FitResiduals
  /// How far batches of unequal contexts are off that only decode, on rows kept aside.
  public var skewResiduals: FitResiduals
  /// How far mixed batches of unequal contexts are off, on rows kept aside.
  public var mixedSkewResiduals: FitResiduals

  /// Corrections for attention of one shape.
  public init(
    heads: Int, keyValueHeads: Int, headSize: Int, skew: [Knot], mixedSkew: [Knot], overlaps: [Overlap],
    mixedResiduals: FitResiduals, skewResiduals: FitResiduals, mixedSkewResiduals: FitResiduals
  ) {
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.skew = skew
    self.mixedSkew = mixedSkew
    self.overlaps = overlaps
    self.mixedResiduals = mixedResiduals
    self.skewResiduals = skewResiduals
    self.mixedSkewResiduals = mixedSkewResiduals
  }

  /// How far a shape is from the measured one, in factors of e.
  func distance(heads: Int, keyValueHeads: Int, headSize: Int) -> Double {
    func apart(_ one: Int, _ other: Int) -> Double { abs((Double(max(one, 1)) / Double(max(other, 1))).naturalLogarithm) }
    return apart(heads, self.heads) + apart(keyValueHeads, self.keyValueHeads) + apart(headSize, self.headSize)
  }

  /// The share at a number of sequences; the nearest knot's outside, zero where there is none.
  public static func share(_ knots: [Knot], sequences: Int) -> Double {
    guard let first = knots.first, let last = knots.last else { return 0 }
    if sequences <= first.sequences { return first.share }
    if sequences >= last.sequences { return last.share }
    for (low, high) in zip(knots, knots.dropFirst()) where sequences <= high.sequences {
      let way =
        (Double(sequences) / Double(low.sequences)).naturalLogarithm / (Double(high.sequences) / Double(low.sequences)).naturalLogarithm
      return low.share + way * (high.share - low.share)
    }
    return last.share
  }
}
