import Hardware

/// The parts that an executed step's time is divided into.
public enum ExecutedPart: Int, Hashable, Sendable, CaseIterable {
  /// Checking and laying out the batch.
  case host
  /// Looking up token embeddings.
  case embedding
  /// The two norms of every layer.
  case norm
  /// Projections to queries, keys and values.
  case queryKeyValue
  /// Rotary positions of queries and keys.
  case rotary
  /// Attention of sequences that decode, and writing their keys and values to the cache.
  case decodeAttention
  /// Attention of prompt chunks, and writing their keys and values to the cache.
  case prefillAttention
  /// The attention's output projection.
  case attentionOutput
  /// Gate and up projections.
  case gateUp
  /// The gated activation.
  case activation
  /// Down projections.
  case down
  /// Final norm and LM head, of rows that are sampled.
  case head
  /// Choosing tokens.
  case sampler

  /// The part of an iteration that a cost model counts it as.
  public var iterationPart: IterationPart {
    switch self {
    case .host: .host
    case .embedding: .embedding
    case .norm, .rotary, .activation: .elementwise
    case .queryKeyValue: .queryKeyValue
    case .decodeAttention: .decodeAttention
    case .prefillAttention: .prefillAttention
    case .attentionOutput: .attentionOutput
    case .gateUp: .gateUp
    case .down: .down
    case .head: .head
    case .sampler: .sampler
    }
  }
}
