import Kernel
import Model

/// How a sequence's KV takes blocks, where attention groups keep different parts of its context.
///
/// All blocks of an engine have one size and hold `block_tokens` tokens of some of the layers. A group takes as many of them as
/// its layers need, for what it keeps of a sequence: `sum over groups of blocks x ceil(min(tokens, cap) / block_tokens)`. A model
/// that keeps everything in every layer takes one block for every so many tokens.
///
/// The size is that of vLLM's hybrid KV cache manager: the layers of a block are as many as the smallest group has, or the largest
/// where that is less than a quarter larger, and a group whose layers do not divide is filled up
/// (`vllm/v1/core/kv_cache_utils.py`, `_get_kv_cache_groups_uniform_page_size`).
public struct KVLayout: Hashable, Sendable, BitwiseCopyable {
  /// The most tokens of a sequence that each group keeps, as `ContextCap` has it; that of the first group, which keeps everything, is
  /// not read.
  public var keepCaps: GroupValues<Int>
  /// Blocks that each group takes for every block of tokens; 0 for a group that is not there.
  public var blocks: GroupValues<Int>
  /// Blocks that a sequence takes whatever its length: the state of linear attention.
  public var stateBlocks: Int
  /// Whether tokens that stay of a budget of a request's own are moved together, so that all blocks but theirs come free.
  public var compacts = true

  /// Every layer keeps everything.
  public static let plain = KVLayout(blocks: GroupValues(whole: 1))

  /// A layout as it is.
  public init(blocks: GroupValues<Int>, keepCaps: GroupValues<Int> = GroupValues(whole: .max, others: .max), stateBlocks: Int = 0) {
    self.blocks = blocks
    self.keepCaps = keepCaps
    self.stateBlocks = stateBlocks
  }

  /// Whether every layer keeps everything.
  @inlinable public var isPlain: Bool { stateBlocks == 0 && blocks.whole == 1 && !blocks.hasCapped }

  /// Whether prompts can share blocks: those of the layers that keep everything are one for every block of tokens, and no state
  /// belongs to a prefix.
  public var sharesPrefixes: Bool { stateBlocks == 0 && blocks.whole == 1 }

  /// Blocks that a block's worth of tokens takes while no group has reached its cap.
  public var blocksPerBlockOfTokens: Int { blocks.sum }

  /// Whether a group keeps no more than a budget of each request's own once its prompt is computed.
  public var hasBudgets: Bool { (1..<AttentionGroup.most).contains { blocks[$0] > 0 && ContextCap.isOfRequest(keepCaps[$0]) } }

  /// Blocks that `tokens` tokens of one sequence fill, the last of each group perhaps in part; none where there is no token. Budgets of
  /// requests do not hold yet: it is what a prompt takes while it is computed.
  public func blocks(forTokens tokens: Int, blockTokens: Int) -> Int {
    if tokens == 0 { return 0 }
    var count = stateBlocks + blocks.whole * ((tokens + blockTokens - 1) / blockTokens)
    for group in 1..<AttentionGroup.most where blocks[group] > 0 {
      count += blocks[group] * ((min(tokens, ContextCap.whilePrefilling(keepCaps[group])) + blockTokens - 1) / blockTokens)
    }
    return count
  }

  /// Tokens of the longest sequence that `count` blocks hold; no more than 2^40.
  public func mostTokens(in count: Int, blockTokens: Int) -> Int {
    // What a sequence takes never shrinks with its length, so the last that fits is found by halving.
    var (fitting, tooMany) = (0, 1 << 40)
    while tooMany - fitting > 1 {
      let middle = fitting + (tooMany - fitting) / 2
      if blocks(forTokens: middle, blockTokens: blockTokens) <= count { fitting = middle } else { tooMany = middle }
    }
    return fitting
  }

  /// Refuses a layout that cannot be.
  ///
  /// - Throws: ``InputError`` naming what.
  public func check() throws(InputError) {
    for group in 0..<AttentionGroup.most where !(0...1_000_000).contains(blocks[group]) {
      throw InputError("an attention group takes \(blocks[group]) KV blocks for a block of tokens", remedy: "0 to 1000000")
    }
    if !(0...1_000_000_000).contains(stateBlocks) {
      throw InputError("the state of a sequence takes \(stateBlocks) KV blocks", remedy: "0 to 10^9")
    }
    for group in 1..<AttentionGroup.most where blocks[group] > 0 && keepCaps[group] == 0 {
      throw InputError("an attention group keeps \(keepCaps[group]) tokens of a sequence", remedy: "1 or more")
    }
    if blocks.sum + stateBlocks == 0 { throw InputError("a sequence takes no KV blocks", remedy: "a group with a block or more") }
  }
}
