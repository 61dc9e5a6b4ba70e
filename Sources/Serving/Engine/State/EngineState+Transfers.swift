import Kernel

/// Requests that come with their KV, and requests whose KV leaves.
extension EngineState {
  /// Takes requests that came with their KV into the decode set, in order, as far as the plan sees them and sequences may
  /// run. They need no prefill and hold their blocks already, so that this is the engine's to do and no policy's.
  @inline(never) mutating func admitLanded(visibleUntil: Instant, _ shared: inout SharedState) {
    while queues.landed.count > 0 && queues.running.count < limits.maximumSequences {
      let slot = queues.landed.first
      if shared.requests[history: slot].queuedAt > visibleUntil { return }
      queues.landed.remove(slot, &shared.requests)
      queues.running.append(slot, &shared.requests)
      joinDecodes(slot, &shared)
    }
  }

  /// Lets a request go whose prompt is computed. Its KV stays until it has arrived elsewhere.
  @inline(never) mutating func makeReadyToTransfer(_ slot: Slot, _ requests: inout RequestTable) {
    queues.running.remove(slot, &requests)
    requests[slot].move(to: .handingOver)
    transfers.handingOver += 1
    result.readyToTransfer.append(slot)
  }

  /// Keeps a request here after all that was to be handed over: its KV is here.
  mutating func keepHere(_ slot: Slot, now: Instant, _ requests: inout RequestTable) {
    requests[slot].heldBlocks = Int32(blocksHeld(by: slot, requests))
    requests[slot].move(to: .landed)
    requests[history: slot].queuedAt = now
    transfers.handingOver -= 1
    queues.landed.append(slot, &requests)
  }

  /// Gives back the blocks of a request whose KV has arrived elsewhere, and forgets it.
  mutating func freeTransferred(_ slot: Slot, now: Instant, _ shared: inout SharedState) {
    bookLeap(now: now, &shared)
    leaveGroup(slot, &shared.requests)
    memory.free(blocksHeld(by: slot, shared.requests), ofPrompt: shared.requests[slot].prompt)
    memory.forget(prompt: shared.requests[slot].prompt)
    shared.requests[slot].prompt = -1
    transfers.handingOver -= 1
  }

  /// Blocks that the KV of a prompt fills here, with the tokens that were computed anew behind it, and those that the policy
  /// reserves beyond.
  @inline(__always) func blocks(forTransferOf slot: Slot, _ requests: borrowing RequestTable) -> Int {
    if decodes.keepsBudgets { return blocksKept(by: slot, requests) }
    let tokens = Int(requests[slot].prefillTarget)
    let reserved = reservation?.tokens(
      promptTokens: Int(requests[history: slot].promptTokens), ownOutputTokens: Int(requests[slot].outputTokens))
    return memory.blocks(forTokens: reserved ?? tokens)
  }

  /// Keeps blocks for KV that is to come, unless too few are free or requests wait that had run before.
  ///
  /// - Returns: whether they were kept.
  mutating func keepRoom(blocks: Int, now: Instant, _ shared: inout SharedState) -> Bool {
    if queues.swapped.count + queues.waitingAgain > 0 { return false }
    var leap = blocksTakenByLeap(at: now)
    if !memory.admits(blocks + leap) { return false }
    if memory.sharesPrompts { leap = bookLeap(now: now, &shared) } else { memory.noteUse(beyondBooked: leap) }
    memory.allocate(blocks, &shared)
    memory.noteUse(beyondBooked: leap)
    transfers.blocksAwaited += blocks
    return true
  }

  /// Gives back blocks that were kept for KV that does not come.
  mutating func giveUpRoom(blocks: Int, now: Instant, _ shared: inout SharedState) {
    if blocks == 0 { return }
    bookLeap(now: now, &shared)
    memory.free(blocks)
    transfers.blocksAwaited -= blocks
  }

  /// Books what the leap under way has taken by now, before blocks are taken or come free beside it: which content is
  /// evicted for them depends on the order.
  ///
  /// - Returns: blocks that the leap has taken and that are not booked.
  @discardableResult private mutating func bookLeap(now: Instant, _ shared: inout SharedState) -> Int {
    if memory.sharesPrompts { _ = allocateBegunSteps(now: now, &shared) }
    let leap = blocksTakenByLeap(at: now)
    memory.noteUse(beyondBooked: leap)
    return leap
  }

  /// Takes in a request whose KV has arrived, in blocks that were kept for it.
  mutating func takeIn(transferred slot: Slot, blocks: Int, now: Instant, _ requests: inout RequestTable) {
    transfers.blocksAwaited -= blocks
    requests[slot].heldBlocks = Int32(blocks)
    requests[slot].move(to: .landed)
    requests[slot].engine = Int32(id.index)
    requests[history: slot].queuedAt = now
    requests[slot].handsOver = false
    queues.landed.append(slot, &requests)
    totals.handOversIn += 1
    totals.routed += 1
  }

  /// Shortens a leap so that it ends with the iteration under way at `now`. Returns whether its end has moved.
  mutating func cutLeap(now: Instant, for cause: EngineRun.Cut) -> Bool {
    run.cutLeap(at: now, for: cause, plansAhead: rules.asynchronousScheduling)
  }
}
