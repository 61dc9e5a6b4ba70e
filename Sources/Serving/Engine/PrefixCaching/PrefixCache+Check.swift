import Kernel

extension PrefixCache {
  /// Blocks that some request holds, shared ones counted once.
  var heldBlocks: Int { (0..<queue.used).reduce(0) { $0 + (queue.extents[$1].holders > 0 ? Int(queue.extents[$1].count) : 0) } }

  /// Blocks with an identity that a request holds.
  func held(_ number: Int32) -> Int { Int(prompts[Int(number)].held) }

  /// What does not add up, or nil: holders against holdings, the free blocks in their order, the table against both.
  func fault(freeBlocks: Int) -> String? {
    var queued = [Bool](repeating: false, count: queue.used)
    var free = queue.contentless
    if queue.isByWorth {
      if let fault = queue.order.fault(queue.extents) { return fault }
      for place in queue.order.indices {
        let extent = queue.order[place]
        queued[Int(extent)] = true
        free += Int(queue.extents[Int(extent)].count)
      }
    } else {
      var (previous, next) = (Int32(-1), queue.first)
      while next >= 0 {
        let extent = queue.extents[Int(next)]
        if queued[Int(next)] || extent.previous != previous { return "the queue of free blocks is no chain" }
        if extent.holders > 0 || extent.holders == CachedExtent.unused { return "a block in the queue is not free" }
        queued[Int(next)] = true
        free += Int(extent.count)
        (previous, next) = (next, extent.next)
      }
    }
    if free != freeBlocks { return "\(free) blocks are in the queue and \(freeBlocks) are free" }
    return faultOfExtents(queued)
  }

  private func faultOfExtents(_ queued: [Bool]) -> String? {
    var holders = [Int32](repeating: 0, count: queue.used)
    for number in prompts.indices where prompts[number].holding >= 0 {
      let prompt = prompts[number]
      var held = 0
      for index in 0..<Int(prompt.pieces) {
        let piece = holdings[prompt.holding + index]
        held += Int(piece.count)
        var (extent, left) = (piece.extent, piece.count)
        while left > 0 {
          holders[Int(extent)] += 1
          left -= queue.extents[Int(extent)].count
          extent = queue.extents[Int(extent)].continuation
        }
        if left < 0 { return "a request holds a part of an extent" }
      }
      if held != Int(prompt.held) { return "a request's pieces hold \(held) blocks and count \(prompt.held)" }
    }
    var named = 0
    for place in 0..<queue.used where queue.extents[place].holders >= 0 {
      let extent = queue.extents[place]
      if extent.holders != holders[place] { return "\(holders[place]) requests hold a block that counts \(extent.holders)" }
      if (extent.holders == 0) != queued[place] { return "a block with an identity is free and not in the queue, or the reverse" }
      if extent.count < 1 || extent.first < 0 || Int(extent.end) > partsOfIdentity { return "an extent is no part of its identity" }
      var head = table.find(extent.identity, in: queue.extents)
      while head >= 0 && Int(head) != place { head = queue.extents[Int(head)].sibling }
      if head < 0 { return "a block with an identity cannot be found" }
      if extent.elder < 0 { named += 1 }
    }
    if let fault = table.fault(in: queue.extents) { return fault }
    return named == table.count ? nil : "\(table.count) identities in the table, \(named) in the cache"
  }
}
