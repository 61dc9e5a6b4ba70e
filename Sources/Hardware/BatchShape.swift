import Kernel

/// What one iteration works on, in the few sums that its cost depends on.
///
/// Context counts are in tokens summed over sequences. The token being decoded counts as context: a sequence that
/// holds n tokens of KV after this step contributes n.
public struct BatchShape: Hashable, Sendable, BitwiseCopyable {
  /// Sequences that decode one token each.
  public var decodeSequences: Int = 0
  /// KV tokens that the decoding sequences hold after this step, summed.
  public var decodeContextTokens: Int = 0
  /// The same, each sequence counted up to the attention window only; equal to `decodeContextTokens` without a window.
  public var windowContextTokens: Int = 0
  /// How far the longest context of the decoding sequences leads: n times the longest less the sum of all, over n
  /// sequences, which decode steps leave as it is. Zero for cost models that do not read it
  /// (``CostModel/readsContextLead``).
  public var decodeContextLead: Int = 0
  /// Of `decodeContextTokens`, those in prefixes that several sequences share and that attention reads once for all of
  /// them; decode steps leave them as they are.
  public var sharedContextTokens: Int = 0
  /// What reading these prefixes costs: the sum of ``CostModel/sharedPrefixCost(tokens:sequences:launches:)``.
  public var sharedReads = ChunkCost.zero
  /// Chunks of prompts prefilled.
  public var prefillChunks: Int = 0
  /// Prompt tokens prefilled, over all chunks.
  public var prefillTokens: Int = 0
  /// Rows that go through the LM head and the sampler: decoding sequences plus chunks that complete their prompt.
  public var sampledRows: Int = 0

  /// An empty batch.
  public init() {}

  /// Tokens that pass through the linear layers.
  @inlinable public var tokens: Int { decodeSequences + prefillTokens }
}
