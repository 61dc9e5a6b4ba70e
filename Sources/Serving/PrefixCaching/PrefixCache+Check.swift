extension PrefixCache {
  /// Blocks that some request holds, shared ones counted once.
  var heldBlocks: Int { (0..<queue.used).count { queue.blocks[$0].holders > 0 } }

  /// Blocks with an identity that a request holds.
  func held(_ number: Int32) -> Int { Int(prompts[Int(number)].held) }

  /// What does not add up, or nil: holders against holdings, the queue against the free blocks, the table against both.
  func fault(freeBlocks: Int) -> String? {
    var holders = [Int32](repeating: 0, count: queue.used)
    for prompt in prompts {
      for index in 0..<Int(prompt.held) { holders[Int(holdings.elements[prompt.holding + index])] += 1 }
    }
    var queued = [Bool](repeating: false, count: queue.used)
    var (free, previous, next) = (0, Int32(-1), queue.first)
    while next >= 0 {
      let block = queue.blocks[Int(next)]
      if queued[Int(next)] || block.previous != previous { return "the queue of free blocks is no chain" }
      if block.holders > 0 || block.holders == CachedBlock.unused { return "a block in the queue is not free" }
      queued[Int(next)] = true
      free += block.isAnonymous ? Int(block.word) : 1
      (previous, next) = (next, block.next)
    }
    if free != freeBlocks { return "\(free) blocks are in the queue and \(freeBlocks) are free" }
    var named = 0
    for place in 0..<queue.used where queue.blocks[place].holders >= 0 {
      let block = queue.blocks[place]
      named += 1
      if block.holders != holders[place] { return "\(holders[place]) requests hold a block that counts \(block.holders)" }
      if (block.holders == 0) != queued[place] { return "a block with an identity is free and not in the queue, or the reverse" }
      if table.find(block.word, in: queue.blocks) < 0 { return "a block with an identity cannot be found" }
    }
    return named == table.count ? nil : "\(table.count) identities for \(named) blocks"
  }
}
