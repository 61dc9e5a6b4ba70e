/// What the requests of one engine come to, counted one by one.
struct EngineCount {
  var requests = 0
  var decoding = 0
  var untold = 0
  var contextTokens = 0
  var handingOver = 0
  var swappedBlocks = 0
  /// Requests that hold their adapters, and those of them that decode with one.
  var adapterUsers = 0
  var adapterDecodes = 0
  /// Blocks that only one request holds.
  var unnamedBlocks = 0
  /// Blocks kept for KV that is on its way here.
  var awaitedBlocks = 0
}

extension EngineState {
  /// Counts a request that is here.
  func count(_ slot: Slot, _ requests: borrowing RequestTable, _ sum: inout EngineCount) {
    sum.requests += 1
    let place = requests[slot].place
    if place == .decoding {
      sum.decoding += 1
      if requests[slot].marks.contains(.gapsUntold) { sum.untold += 1 }
      sum.contextTokens += decodes.contextTokens(of: slot, requests)
    }
    if place == .handingOver { sum.handingOver += 1 }
    if !adapters.isEmpty && (place.isRunning || place == .swapped) { countAdapter(slot, requests, &sum) }
    if place == .swapped { sum.swappedBlocks += Int(requests[slot].heldBlocks) }
    sum.unnamedBlocks += blocksHeld(by: slot, requests) - memory.namedBlocks(ofPrompt: requests[slot].prompt)
  }

  /// What in the engine's own books does not agree with its requests counted one by one, or nil.
  func fault(_ counted: EngineCount) -> String? {
    if memory.sharesPrompts, let fault = memory.prefixes.value.fault(freeBlocks: memory.freeBlocks) { return fault }
    if let fault = adapterFault(counted) { return fault }
    if !encoder.isEmpty, let fault = encoder.value.fault { return fault }
    if memory.hasTiers, let fault = memory.tiers.value.fault { return fault }
    // Blocks that several requests hold count once.
    let named = memory.sharesPrompts ? memory.prefixes.value.heldBlocks : 0
    let blocks = named + counted.unnamedBlocks + unnamedBlocksOfEnded + blocksReserved + counted.awaitedBlocks
    let found = [
      ("requests", counted.requests, queues.count + counted.handingOver),
      ("requests that hand over", counted.handingOver, transfers.handingOver),
      ("blocks kept for KV to come", counted.awaitedBlocks, transfers.blocksAwaited),
      ("swapped blocks", counted.swappedBlocks, swap.blocks),
      ("KV blocks", blocks, memory.usedBlocks),
      ("decoding sequences", counted.decoding, decodes.count),
      ("decoding sequences whose gaps are not told", counted.untold, decodes.untold),
      ("decode context tokens", counted.contextTokens, decodes.contextTokens),
    ]
    for (what, counted, booked) in found where counted != booked { return "\(counted) \(what) counted, \(booked) booked" }
    if memory.freeBlocks < 0 || memory.freeBlocks > memory.totalBlocks { return "\(memory.freeBlocks) blocks are free" }
    return nil
  }
}
