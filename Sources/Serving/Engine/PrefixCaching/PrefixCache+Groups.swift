import Kernel

/// What grouping asks of the prefix cache.
extension PrefixCache {
  /// Calls `body` with the chained identities of the blocks of the load that a prompt fills, and returns what it returns.
  @inline(__always) func withWholeIdentities<Result>(
    of number: Int32, _ body: (Swift.Span<UInt64>) throws -> Result
  ) rethrows -> Result {
    try identities.withSpan(prompts[Int(number)].identities, count: namedByLoad(number) / partsOfIdentity, body)
  }

  /// Whether a request holds the last block of a pinned prefix itself, not another one of the same text.
  func holds(_ number: Int32, _ pin: Int32) -> Bool {
    let (prompt, pinned) = (prompts[Int(number)], prompts[Int(pin)])
    return prompt.held >= pinned.held && extent(of: prompt, block: pinned.held - 1) == extent(of: pinned, block: pinned.held - 1)
  }

  /// The extent in which a holder has one of its blocks.
  private func extent(of prompt: SharedPrompt, block: Int32) -> Int32 {
    // Where the load's blocks are no larger than the engine's, every block is a piece of its own.
    var (piece, left) = partsOfIdentity == 1 ? (prompt.holding + Int(block), 0) : (prompt.holding, block)
    while left >= holdings[piece].count {
      left -= holdings[piece].count
      piece += 1
    }
    var extent = holdings[piece].extent
    while left >= queue.extents[Int(extent)].count {
      left -= queue.extents[Int(extent)].count
      extent = queue.extents[Int(extent)].continuation
    }
    return extent
  }
}
