import Kernel

/// Blocks that are or go between the accelerators and the host's memory (``SwapSpace``).
struct SwapState: BitwiseCopyable {
  /// Blocks in the host's memory.
  var blocks = 0
  /// Blocks moved by the plan being made.
  var blocksOut = 0
  var blocksIn = 0
}

/// Requests whose KV lies in the host's memory (``SwapSpace``).
extension EngineState {
  /// Moves the KV of a request that has just left those that run to the host's memory. Returns whether there was room.
  mutating func swapOut(_ slot: Slot, blocks: Int, _ shared: inout SharedState) -> Bool {
    guard let space = rules.swapSpace, swap.blocks + blocks <= space.blocks else { return false }
    memory.free(blocks, ofPrompt: shared.requests[slot].prompt)
    shared.requests[slot].move(to: .swapped)
    shared.requests[slot].heldBlocks = Int32(blocks)
    swap.blocks += blocks
    swap.blocksOut += blocks
    totals.swaps += 1
    totals.swappedBlocks += blocks
    // Victims are taken from the one admitted last, so the one admitted first comes back first.
    queues.swapped.prepend(slot, &shared.requests)
    return true
  }

  /// Brings requests back into the decode set, in order, while each finds room for its KV and its next token beside what
  /// the others need for theirs.
  @inline(never) mutating func swapIn(tokenBudget: Int, _ shared: inout SharedState) {
    while queues.swapped.count > 0 && queues.running.count + result.blocksToFree.count < limits.maximumSequences
      && (decodes.count + 1) * decodes.rowsEach <= tokenBudget
    {
      let slot = queues.swapped.first
      let held = Int(shared.requests[slot].heldBlocks)
      let next =
        decodes.speculates
        ? decodes.blocksToStep(slot, shared.requests)
        : decodes.keepsBudgets
          ? budgetedBlocksForNextToken(of: slot, shared.requests)
          : reservation == nil ? memory.blocks(forTokenAfter: Int(shared.requests[slot].contextTokens)) : 0
      if !memory.admits(held + next + decodes.blocksForNextStep) { return }
      if shared.requests[slot].prompt >= 0 { memory.share(0, unheld: 0, with: shared.requests[slot].prompt) }
      memory.allocate(held, &shared)
      swap.blocks -= held
      swap.blocksIn += held
      totals.swappedBlocks += held
      queues.swapped.remove(slot, &shared.requests)
      queues.running.append(slot, &shared.requests)
      joinDecodes(slot, &shared)
    }
  }

  /// How long the iteration being planned waits for the transfers that its plan brings.
  @inline(__always) mutating func takeSwapTime() -> Duration {
    if swap.blocksOut + swap.blocksIn == 0 { return .zero }
    return takeTimeOfSwaps()
  }

  @inline(never) private mutating func takeTimeOfSwaps() -> Duration {
    guard let space = rules.swapSpace else { return .zero }
    let time = space.time(blocks: swap.blocksOut) + space.time(blocks: swap.blocksIn)
    (swap.blocksOut, swap.blocksIn) = (0, 0)
    return time
  }
}
