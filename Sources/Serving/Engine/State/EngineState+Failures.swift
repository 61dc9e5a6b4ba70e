import Kernel

/// What a crash does to an engine.
extension EngineState {
  /// All requests that wait or run here, those whose KV has just come included, in order of arrival at the cluster.
  func heldRequests(_ requests: borrowing RequestTable) -> [Slot] {
    var held: [(id: Int, slot: Slot)] = []
    for first in [queues.waiting.first, queues.running.first, queues.swapped.first, queues.landed.first] {
      var slot = first
      while slot.exists {
        held.append((requests[history: slot].id, slot))
        slot = requests[slot].links.next
      }
    }
    return held.sorted { $0.id < $1.id }.map(\.slot)
  }

  /// Takes a request from the engine, with its KV. What it has produced stays, and its KV is computed anew elsewhere.
  mutating func withdraw(_ slot: Slot, _ requests: inout RequestTable) {
    let held = blocksHeld(by: slot, requests)
    let place = requests[slot].place
    switch place {
    case .free, .parked, .inDelivery: preconditionFailure("a request is withdrawn that is not here")
    case .atFrontEnd: break
    case .waiting: queues.leave(slot, isOrdered: limits.ordersWaiting, &requests)
    case .handingOver: transfers.handingOver -= 1
    case .landed: queues.landed.remove(slot, &requests)
    case .swapped:
      queues.swapped.remove(slot, &requests)
      swap.blocks -= Int(requests[slot].heldBlocks)
    case .prefilling, .decoding, .paused:
      if place == .prefilling { queues.prefilling.remove(slot, &requests) }
      if place == .decoding {
        decodes.leave(slot, &requests)
        if !requests[slot].marks.isEmpty { noteMarked(slot, change: -1, &requests) }
      }
      queues.running.remove(slot, &requests)
    }
    if !adapters.isEmpty && (place.isRunning || place == .swapped) { releaseAdapter(slot, requests) }
    if place.isRunning || place == .handingOver || place == .landed { memory.free(held, ofPrompt: requests[slot].prompt) }
    leaveGroup(slot, &requests)
    memory.forget(prompt: requests[slot].prompt)
    forgetProgress(slot, &requests)
    totals.lost += 1
  }

  private func forgetProgress(_ slot: Slot, _ requests: inout RequestTable) {
    requests[slot].prompt = -1
    requests[slot].move(to: .parked)
    requests[slot].prefillTarget = requests.recomputedTokens(slot)
    requests[slot].contextTokens = 0
    requests.foundBelow.forget(slot)
    requests[slot].heldBlocks = 0
  }

  /// The chained identities of a request's prompt, by which another engine may find it.
  func chain(of request: borrowing Request) -> [UInt64] {
    if request.prompt < 0 || !memory.sharesPrompts { return [] }
    return memory.prefixes.value.withChain(request.prompt) { chain in chain.indices.map { chain[$0] } }
  }

  /// Begins anew after a crash: nothing under way, stages that are empty.
  mutating func restart(now: Instant, _ shared: inout SharedState) {
    (swap.blocksOut, swap.blocksIn) = (0, 0)
    run.lastIterationStart = now
    if !adapters.isEmpty { adapters.value.clear(now: now) }
    if !encoder.isEmpty { encoder.value.clear() }
    coolDown(&shared)
    if stages.exist { shared.stageQueues[stages.queue].abandon(at: now) }
  }
}
