/// A pass over rows that is no matrix product and no attention.
public enum ElementwiseKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// A root-mean-square or layer norm, with the residual addition that engines fuse into it.
  case norm
  /// The norm before the head.
  case finalNorm = "final norm"
  /// The gated activation between the feed-forward's products.
  case activation
  /// Rotary positions of queries and keys.
  case rotary
  /// Norms of queries and keys, head by head (Qwen3, Gemma 3).
  case queryKeyNorm = "query-key norm"
  /// The embedding look-up.
  case embedding
  /// Choosing a token from each row's logits.
  case sampler
}
