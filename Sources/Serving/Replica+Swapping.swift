import Kernel

/// Requests whose KV lies in the host's memory (``SwapSpace``).
extension Replica {
  /// Moves the KV of a request that has just left those that run to the host's memory. Tells whether there was room.
  mutating func swapOut(_ slot: Int32, blocks: Int, _ rows: UnsafeMutablePointer<Request>) -> Bool {
    guard let space = rules.swapSpace, swappedBlocks + blocks <= space.blocks else { return false }
    let row = rows + Int(slot)
    cache.release(blocks, ofPrompt: row.pointee.prompt)
    row.pointee.phase = .swapped
    row.pointee.heldBlocks = Int32(blocks)
    swappedBlocks += blocks
    blocksSwappedOut += blocks
    totals.swaps += 1
    totals.swappedBlocks += blocks
    // Victims are taken from the one admitted last, so who was admitted first comes back first.
    swapped.prepend(slot, rows)
    return true
  }

  /// Brings requests back into the decode set, in order, while each finds room for its KV and its next token beside what
  /// the others need for theirs.
  @inline(never) mutating func swapIn(tokenBudget: Int, _ rows: UnsafeMutablePointer<Request>) {
    while swapped.count > 0 && running.count < maximumSequences && decodes.count < tokenBudget {
      let slot = swapped.first
      let row = rows + Int(slot)
      let held = Int(row.pointee.heldBlocks)
      let next = reservation == nil && Int(row.pointee.contextTokens) % cache.blockTokens == 0 ? 1 : 0
      if !cache.admits(held + next + decodes.blocksForNextStep) { return }
      if row.pointee.prompt >= 0 { cache.share(0, unheld: 0, with: row.pointee.prompt) }
      cache.allocate(held)
      swappedBlocks -= held
      blocksSwappedIn += held
      totals.swappedBlocks += held
      swapped.remove(slot, rows)
      running.append(slot, rows)
      decodes.join(slot, rows)
    }
  }

  /// How long the iteration being planned waits for the transfers that its plan brings.
  mutating func takeSwapTime() -> Duration {
    guard let space = rules.swapSpace, blocksSwappedOut + blocksSwappedIn > 0 else { return .zero }
    let time = space.time(blocks: blocksSwappedOut) + space.time(blocks: blocksSwappedIn)
    (blocksSwappedOut, blocksSwappedIn) = (0, 0)
    return time
  }
}
