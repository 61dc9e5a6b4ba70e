import Kernel

/// What an iteration of one replica costs. Called once an iteration and once a prefill chunk, never per token.
///
/// Implementations are pure: equal arguments give equal answers, and no clock is read.
public protocol CostModel: Sendable {
  /// The most tokens that each attention group of the model reads of a sequence in a decode step, as `ContextCap` has it. Group 0
  /// reads everything; a group that is not there has `Int.max` as well, and its context is not summed.
  var readCaps: GroupValues<Int> { get }

  /// Whether it reads ``BatchShape/decodeContextLead``, which is kept for it only then. The line that it answers with
  /// must not change while the lead stays and the context grows within the line.
  var readsContextLead: Bool { get }

  /// What the attention of a chunk of `tokens` prompt tokens costs when `contextTokens` stand before it in the KV cache.
  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost

  /// What attention of `sequences` decoding sequences to a prefix of `tokens` that they share costs where it is read once
  /// for all of them, all layers together, with `launches` of attention more than there would be; nil where it is no
  /// cheaper than reading it for each. The iteration's line then counts the sequences' own context only, and
  /// ``BatchShape/sharedReads``.
  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost?

  /// What the iteration costs; `chunks` is the sum of ``chunkCost(tokens:contextTokens:)`` over its prefill chunks.
  ///
  /// The answer's line holds for `shape.decodeContext` itself at least.
  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine
}

extension CostModel {
  /// Most models read everything in every layer.
  public var readCaps: GroupValues<Int> { GroupValues(whole: .max, others: .max) }

  /// Most do not.
  public var readsContextLead: Bool { false }

  /// Models that know nothing of shared prefixes read them for each sequence.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? { nil }
}
