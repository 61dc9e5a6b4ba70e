import Hardware
import Kernel

/// Requests that run with adapters, which must be on the accelerators first.
extension EngineState {
  /// Goes through the requests that a plan sees waiting, in their order, as many as may run at once, and has the adapters loaded that are
  /// not here, until there is no slot for one.
  @inline(never) mutating func claimAdapters(now: Instant, sight: PlanSight, _ shared: inout SharedState) {
    adapters.value.beginPlan()
    // Those that were swapped out come back before any is admitted, and hold their adapters.
    if queues.swapped.count > 0 { return }
    var slot = queues.waiting.first
    var left = limits.maximumSequences
    while slot.exists && left > 0 {
      if sight.sees(slot, &shared.requests) {
        if !adapters.value.claim(shared.requests.adapters[slot].number, now: now) { break }
        left -= 1
      } else if !limits.ordersWaiting {
        break
      }
      slot = shared.requests[slot].links.next
    }
    totals.dynamicNanojoules += Int128(adapters.value.takeNanojoules())
  }

  /// Notes that a request which was just admitted uses its adapter.
  @inline(never) mutating func holdAdapter(_ slot: Slot, _ requests: inout RequestTable) {
    let adapter = requests.adapters[slot].number
    let waited = adapters.value.readyAt(adapter) - requests[history: slot].queuedAt
    if waited > .zero {
      totals.adapterWaits += 1
      totals.adapterWait += waited
    }
    adapters.value.hold(adapter)
  }

  /// Notes that a request has ended, with the latest iteration.
  @inline(never) mutating func endAdapter(_ slot: Slot, _ requests: borrowing RequestTable) {
    adapters.value.release(requests.adapters[slot].number, end: totals.iterations)
  }

  /// Notes that a request runs here no more that has not ended.
  @inline(never) mutating func releaseAdapter(_ slot: Slot, _ requests: borrowing RequestTable) {
    adapters.value.release(requests.adapters[slot].number)
  }

  /// What the adapters of the batch that is planned come to; nothing where the one that runs is in the weights.
  @inline(never) mutating func adapterWork(_ requests: borrowing RequestTable) -> AdapterWork {
    if adapters.value.rules.mergedChange != nil { return .none }
    let decodes = batch.proposal.decodes
    var work = adapters.value.work(withDecodes: decodes)
    for index in batch.chunks.indices {
      let chunk = batch.chunks[index]
      adapters.value.add(requests.adapters[chunk.slot].number, tokens: Int(chunk.tokens), to: &work, besideDecodes: decodes)
    }
    return work
  }

  /// Whether the engine may have nothing to run because adapters are on their way.
  func waitsForAdapter(at now: Instant) -> Bool { !adapters.isEmpty && adapters.value.isLoading(at: now) }

  /// Counts a request that holds its adapter.
  func countAdapter(_ slot: Slot, _ requests: borrowing RequestTable, _ sum: inout EngineCount) {
    let adapter = requests.adapters[slot].number
    if adapters.value.row(adapter) != nil { sum.adapterUsers += 1 }
    if adapter >= 0 && requests[slot].place == .decoding { sum.adapterDecodes += 1 }
  }

  /// What does not add up in the books of adapters, or nil.
  func adapterFault(_ counted: EngineCount) -> String? {
    adapters.isEmpty ? nil : adapters.value.fault(users: counted.adapterUsers, decoding: counted.adapterDecodes)
  }
}

extension Iteration {
  /// The first waiting request from `first` on that the plan sees and whose adapter is here.
  @inline(never) mutating func seenWithAdapter(from first: Slot) -> Slot {
    var slot = first
    while slot.exists {
      if !sight.sees(slot, &shared.value.requests) {
        if !engine.value.limits.ordersWaiting { return .none }
      } else if adapterIsHere(slot) {
        break
      } else if !engine.value.adapters.value.rules.overtakes {
        return .none
      }
      slot = shared.value.requests[slot].links.next
    }
    return slot
  }

  /// Whether the adapter of a request is here.
  @inline(never) func adapterIsHere(_ slot: Slot) -> Bool {
    engine.value.adapters.value.isHere(shared.value.requests.adapters[slot].number, at: now)
  }

  /// How many waiting requests the plan sees whose adapters are here.
  @inline(never) mutating func countOfServable() -> Int {
    var (count, slot) = (0, seenWithAdapter(from: engine.value.queues.waiting.first))
    while slot.exists {
      count += 1
      slot = seenWithAdapter(from: shared.value.requests[slot].links.next)
    }
    return count
  }
}
