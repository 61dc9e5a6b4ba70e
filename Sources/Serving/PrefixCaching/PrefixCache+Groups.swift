/// What grouping asks of the prefix cache.
extension PrefixCache {
  /// The chained identities of the blocks of the load that a prompt fills: good until the next prompt is added.
  func wholeIdentities(of number: Int32) -> UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(start: identities.elements + prompts[Int(number)].identities, count: namedByLoad(number) / partsOfIdentity)
  }

  /// Whether a request holds the last block of a pinned prefix itself, not another one of the same text.
  func holds(_ number: Int32, _ pin: Int32) -> Bool {
    let (prompt, pinned) = (prompts[Int(number)], prompts[Int(pin)])
    return prompt.held >= pinned.held && extent(of: prompt, block: pinned.held - 1) == extent(of: pinned, block: pinned.held - 1)
  }

  /// The extent in which a holder has one of its blocks.
  private func extent(of prompt: SharedPrompt, block: Int32) -> Int32 {
    // Where the load's blocks are no larger than the replica's, every block is a piece of its own.
    var (piece, left) = partsOfIdentity == 1 ? (prompt.holding + Int(block), 0) : (prompt.holding, block)
    while left >= holdings.elements[piece].count {
      left -= holdings.elements[piece].count
      piece += 1
    }
    var extent = holdings.elements[piece].extent
    while left >= queue.extents[Int(extent)].count {
      left -= queue.extents[Int(extent)].count
      extent = queue.extents[Int(extent)].continuation
    }
    return extent
  }
}
