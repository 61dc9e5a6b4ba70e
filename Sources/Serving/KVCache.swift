/// The paged KV cache of one replica, by count: how many blocks are free, and what an allocation may leave.
///
/// Which block holds what is of no consequence to time, so blocks have no identity here.
struct KVCache: BitwiseCopyable {
  let totalBlocks: Int
  let blockTokens: Int
  /// Blocks that an admission must leave free, so that running sequences have room to grow.
  let watermarkBlocks: Int
  private(set) var freeBlocks: Int
  private(set) var peakUsedBlocks = 0

  init(totalBlocks: Int, blockTokens: Int, watermarkBlocks: Int) {
    self.totalBlocks = totalBlocks
    self.blockTokens = blockTokens
    self.watermarkBlocks = watermarkBlocks
    freeBlocks = totalBlocks
  }

  var usedBlocks: Int { totalBlocks - freeBlocks }

  /// Blocks that `tokens` tokens of one sequence fill, the last one perhaps in part.
  func blocks(forTokens tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// Whether a sequence of `tokens` tokens may be admitted.
  func admits(tokens: Int) -> Bool { freeBlocks - blocks(forTokens: tokens) >= watermarkBlocks }

  mutating func allocate(_ blocks: Int) {
    freeBlocks -= blocks
    if usedBlocks > peakUsedBlocks { peakUsedBlocks = usedBlocks }
  }

  mutating func release(_ blocks: Int) { freeBlocks += blocks }
}
