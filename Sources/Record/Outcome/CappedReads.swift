/// What one attention group with a cap on what it reads of a sequence read over a run, in exact sums: a window, chosen tokens, or none.
public struct CappedReads: Hashable, Sendable {
  /// Query-key pairs of all prefill chunks: each token with those before it up to the cap, itself included.
  public var prefillPairs: Int
  /// KV tokens read by decoding, each sequence counted up to the cap, summed over iterations.
  public var decodeContextTokens: Int

  /// Sums as they stand.
  public init(prefillPairs: Int, decodeContextTokens: Int) {
    self.prefillPairs = prefillPairs
    self.decodeContextTokens = decodeContextTokens
  }
}
