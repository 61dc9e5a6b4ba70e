import Hardware
import Kernel

/// The paged KV cache of one engine, by count: how many blocks are free, and what an allocation may leave.
///
/// Which block holds what is of no consequence to time, so blocks have no identity here; those of prompts that are to be
/// found again are in a ``PrefixCache`` beside the counts.
struct KVPool: ~Copyable {
  /// Blocks that are here, free or not. Engines that share a pool lend each other what they leave free.
  private(set) var totalBlocks: Int
  /// Blocks of the pool that the engine shares with others; its own where it shares none.
  let poolBlocks: Int
  let blockTokens: Int
  /// How a sequence takes blocks; empty where it takes one for every block of tokens. In a column, since a field of this size
  /// would be copied for every question.
  private let layout: Column<KVLayout>
  /// Tokens of the longest sequence that fits beside the watermark.
  let longestSequenceTokens: Int
  /// Blocks that an admission must leave free, so that running sequences have room to grow.
  let watermarkBlocks: Int
  /// Where prompts share blocks; empty without prefix caching.
  var prefixes: Box<PrefixCache>
  /// Where prompts are kept that the cache evicts; empty without such tiers.
  var tiers: Box<PrefixTiers>
  /// When what the plan has loaded from them is here.
  var loadEnd = Instant.start
  private(set) var freeBlocks: Int
  private(set) var peakUsedBlocks = 0

  init(
    totalBlocks: Int, blockTokens: Int, watermarkBlocks: Int, layout: KVLayout = .plain, prefixes: consuming Box<PrefixCache> = .empty,
    tiers: consuming Box<PrefixTiers> = .empty, blocksOfOthers: Int = 0
  ) {
    self.totalBlocks = totalBlocks
    poolBlocks = totalBlocks + blocksOfOthers
    self.blockTokens = blockTokens
    self.watermarkBlocks = watermarkBlocks
    self.layout = layout.isPlain ? Column() : Column(repeating: layout, count: 1)
    longestSequenceTokens = layout.mostTokens(in: poolBlocks - watermarkBlocks, blockTokens: blockTokens)
    self.prefixes = prefixes
    self.tiers = tiers
    freeBlocks = totalBlocks
  }

  /// Whether full blocks of prompts are kept and shared.
  @inline(__always) var sharesPrompts: Bool { !prefixes.isEmpty }
  /// Whether there are tiers below the accelerators.
  @inline(__always) var hasTiers: Bool { !tiers.isEmpty }

  @inline(__always) var usedBlocks: Int { totalBlocks - freeBlocks }

  /// Blocks that `tokens` tokens of one sequence fill, the last one perhaps in part.
  @inline(__always) func blocks(forTokens tokens: Int) -> Int {
    // Divided without signs, which spares the test for a quotient out of range.
    layout.isEmpty
      ? Int(UInt(tokens + blockTokens - 1) / UInt(bitPattern: blockTokens))
      : Self.blocks(layout, forTokens: tokens, blockTokens: blockTokens)
  }

  @inline(never) private static func blocks(_ layout: borrowing Column<KVLayout>, forTokens tokens: Int, blockTokens: Int) -> Int {
    layout[0].blocks(forTokens: tokens, blockTokens: blockTokens)
  }

  /// Blocks of a sequence whose prompt is computed, where it goes on with a budget.
  func keptBlocks(context: Int, prompt: Int) -> Int {
    layout.isEmpty ? blocks(forTokens: context) : layout[0].keptBlocks(context: context, prompt: prompt, blockTokens: blockTokens)
  }

  /// Blocks that a sequence with `tokens` tokens takes for one more.
  @inline(__always) func blocks(forTokenAfter tokens: Int) -> Int {
    layout.isEmpty ? (tokens % blockTokens == 0 ? 1 : 0) : blocks(forTokens: tokens + 1) - blocks(forTokens: tokens)
  }

  /// Whether an admission may take `blocks` of those that are free.
  @inline(__always) func admits(_ blocks: Int) -> Bool { freeBlocks - blocks >= watermarkBlocks }

  /// Gives up to so many free blocks away; what could be found in them is forgotten. Returns how many.
  mutating func lend(_ most: Int, _ shared: inout SharedState) -> Int {
    let blocks = min(most, freeBlocks)
    if blocks <= 0 { return 0 }
    if sharesPrompts { prefixes.value.take(blocks, &shared.prefixIndex) }
    freeBlocks -= blocks
    totalBlocks -= blocks
    return blocks
  }

  /// Takes in blocks that others have lent.
  mutating func borrow(_ blocks: Int) {
    if sharesPrompts { prefixes.value.giveBack(blocks) }
    freeBlocks += blocks
    totalBlocks += blocks
  }

  /// Forgets the peak so far, to find that of what follows.
  mutating func forgetPeak() { peakUsedBlocks = usedBlocks }

  /// Takes blocks for content without identity.
  @inline(__always) mutating func allocate(_ blocks: Int, _ shared: inout SharedState) {
    count(taken: blocks)
    if sharesPrompts { prefixes.value.take(blocks, &shared.prefixIndex) }
  }

  /// Notes that `blocks` more are in use than the books say yet.
  mutating func noteUse(beyondBooked blocks: Int) { peakUsedBlocks = max(peakUsedBlocks, usedBlocks + blocks) }

  /// Gives back blocks without identity.
  @inline(__always) mutating func free(_ blocks: Int) {
    freeBlocks += blocks
    if sharesPrompts { prefixes.value.giveBack(blocks) }
  }

  /// Takes back the `blocks` blocks of a request; others may hold some of them as well. `prompt` is its number in the
  /// prefix cache.
  @inline(__always) mutating func free(_ blocks: Int, ofPrompt prompt: Int32) {
    if prompt < 0 || !sharesPrompts { return free(blocks) }
    freeBlocks += prefixes.value.release(prompt, blocks: blocks)
  }

  /// Forgets a request's prompt, which holds nothing any more.
  @inline(__always) mutating func forget(prompt: Int32) {
    if prompt >= 0 && sharesPrompts { prefixes.value.remove(prompt: prompt) }
  }

  /// Forgets all prompts, pinned ones included.
  mutating func forgetAll(_ shared: inout SharedState) {
    if sharesPrompts { freeBlocks += prefixes.value.forgetAll(free: freeBlocks, &shared.prefixIndex) }
  }

  /// Lets a request hold the first `blocks` blocks of its prompt, which are here; `unheld` of them were free.
  mutating func share(_ blocks: Int, unheld: Int, with prompt: Int32) {
    count(taken: unheld)
    prefixes.value.hold(prompt, count: blocks)
  }

  /// Keeps the first `blocks` blocks of a prompt, which are here, until so many members have let them go.
  mutating func pin(_ blocks: Int, of prompt: Int32, members: Int) -> Int32 {
    let (pin, unheld) = prefixes.value.pin(prompt, count: blocks, members: members)
    count(taken: unheld)
    return pin
  }

  /// One member of a pin has ended.
  mutating func unpin(_ pin: Int32) { if sharesPrompts { freeBlocks += prefixes.value.unpin(pin) } }

  /// Blocks with an identity that a request holds, where others may hold them too.
  func namedBlocks(ofPrompt prompt: Int32) -> Int { prompt < 0 || !sharesPrompts ? 0 : prefixes.value.held(prompt) }

  @inline(__always) private mutating func count(taken blocks: Int) {
    precondition(blocks <= freeBlocks, "more KV blocks are taken than are free")
    freeBlocks -= blocks
    if usedBlocks > peakUsedBlocks { peakUsedBlocks = usedBlocks }
  }
}
