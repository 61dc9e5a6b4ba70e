import Kernel
import Model

/// What one iteration works on, in the few sums that its cost depends on.
///
/// Context counts are in tokens summed over sequences. The token being decoded counts as context: a sequence that
/// holds n tokens of KV after this step contributes n.
public struct BatchShape: Hashable, Sendable, BitwiseCopyable {
  /// Sequences that decode.
  public var decodeSequences: Int = 0
  /// Rows that the decoding sequences put through the layers: one each where a step makes one token of a sequence.
  public var decodeRows: Int = 0
  /// KV tokens that the decoding sequences read in this step, summed, for each attention group: the whole contexts, and each
  /// sequence counted up to the group's cap (``CostModel/readCaps``).
  public var decodeContext = GroupValues<Int>.zero
  /// How far the longest context of the decoding sequences leads: n times the longest less the sum of all, over n
  /// sequences, which decode steps leave as it is. Zero for cost models that do not read it
  /// (``CostModel/readsContextLead``).
  public var decodeContextLead: Int = 0
  /// Of the whole contexts, those in prefixes that several sequences share and that attention reads once for all of
  /// them; decode steps leave them as they are.
  public var sharedContextTokens: Int = 0
  /// What reading these prefixes costs: the sum of ``CostModel/sharedPrefixCost(tokens:sequences:launches:)``.
  public var sharedReads = ChunkCost.zero
  // Two counts in one word: a shape of more than 128 bytes is no longer copied in registers.
  private var storedPrefillChunks: Int32 = 0
  /// Images that are encoded for these chunks.
  public var encodedImages: Int32 = 0
  /// Chunks of prompts prefilled, of which there are no more than sequences.
  public var prefillChunks: Int {
    @inline(__always) get { Int(storedPrefillChunks) }
    @inline(__always) set { storedPrefillChunks = Int32(truncatingIfNeeded: newValue) }
  }
  /// Prompt tokens prefilled, over all chunks.
  public var prefillTokens: Int = 0
  /// What the adapters of its rows come to.
  public var adapterWork = AdapterWork.none
  /// Rows that go through the LM head and the sampler: decoding sequences plus chunks that complete their prompt.
  public var sampledRows: Int = 0

  /// An empty batch.
  public init() {}

  /// Rows that pass through the linear layers.
  @inlinable public var tokens: Int { decodeRows + prefillTokens }

  /// Adds sequences that decode with so much context after this step, the first of `rowsEach` tokens that each of them puts through the
  /// layers counted in. A cap of a request's own is taken as if all of the context were its prompt.
  public mutating func addDecodes(_ sequences: Int, contextTokens: Int, readCaps: GroupValues<Int>, rowsEach: Int = 1) {
    decodeSequences += sequences
    decodeRows += sequences * rowsEach
    sampledRows += sequences * rowsEach
    let contextTokens = contextTokens + rowsEach - 1
    decodeContext.whole += sequences * contextTokens
    for group in 1..<AttentionGroup.most where readCaps[group] != .max {
      decodeContext[group] += sequences * min(contextTokens, ContextCap.tokens(readCaps[group], prompt: contextTokens))
    }
  }
}
