/// The paged KV cache of one replica, by count: how many blocks are free, and what an allocation may leave.
///
/// Which block holds what is of no consequence to time, so blocks have no identity here; those of prompts that are to be
/// found again stand in a ``PrefixCache`` beside the counts.
struct KVCache: BitwiseCopyable {
  let totalBlocks: Int
  let blockTokens: Int
  /// Blocks that an admission must leave free, so that running sequences have room to grow.
  let watermarkBlocks: Int
  /// Where prompts share blocks; owned by the replica, nil without prefix caching.
  let prefixes: UnsafeMutablePointer<PrefixCache>?
  private(set) var freeBlocks: Int
  private(set) var peakUsedBlocks = 0

  init(totalBlocks: Int, blockTokens: Int, watermarkBlocks: Int, prefixes: UnsafeMutablePointer<PrefixCache>? = nil) {
    self.totalBlocks = totalBlocks
    self.blockTokens = blockTokens
    self.watermarkBlocks = watermarkBlocks
    self.prefixes = prefixes
    freeBlocks = totalBlocks
  }

  var usedBlocks: Int { totalBlocks - freeBlocks }

  /// Blocks that `tokens` tokens of one sequence fill, the last one perhaps in part.
  func blocks(forTokens tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// Whether an admission may take `blocks` of those that are free.
  func admits(_ blocks: Int) -> Bool { freeBlocks - blocks >= watermarkBlocks }

  mutating func allocate(_ blocks: Int) {
    count(taken: blocks)
    if let prefixes { prefixes.pointee.take(blocks) }
  }

  mutating func release(_ blocks: Int) {
    freeBlocks += blocks
    if let prefixes { prefixes.pointee.giveBack(blocks) }
  }

  /// Takes back the `blocks` blocks of a request, some of which others may hold as well; `prompt` is its number in the
  /// prefix cache.
  mutating func release(_ blocks: Int, ofPrompt prompt: Int32) {
    guard let prefixes, prompt >= 0 else { return release(blocks) }
    freeBlocks += prefixes.pointee.release(prompt, blocks: blocks)
  }

  /// Lets a request hold the first `blocks` blocks of its prompt, which are here; `unheld` of them were free.
  mutating func share(_ blocks: Int, unheld: Int, with prompt: Int32) {
    count(taken: unheld)
    prefixes?.pointee.hold(prompt, count: blocks)
  }

  /// Keeps the first `blocks` blocks of a prompt, which are here, until so many members have let them go.
  mutating func pin(_ blocks: Int, of prompt: Int32, members: Int, _ prefixes: UnsafeMutablePointer<PrefixCache>) -> Int32 {
    let (pin, unheld) = prefixes.pointee.pin(prompt, count: blocks, members: members)
    count(taken: unheld)
    return pin
  }

  /// One member of a pin has ended.
  mutating func unpin(_ pin: Int32) {
    if let prefixes { freeBlocks += prefixes.pointee.unpin(pin) }
  }

  private mutating func count(taken blocks: Int) {
    freeBlocks -= blocks
    if usedBlocks > peakUsedBlocks { peakUsedBlocks = usedBlocks }
  }
}
