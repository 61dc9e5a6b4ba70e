import Kernel
import Record

/// Requests on their way between a client and an engine, where the engine's rules give that a length.
extension Simulation {
  /// Books what an engine has done and collects the requests that ended.
  @inline(__always) mutating func settle(_ engine: Int, steps: Int, _ observer: (any Observer)?) throws {
    if !state.rests.isEmpty { state.rests.wake(state.replica(of: engine), at: state.now) }
    if let end = state.engines[engine].settle(steps: steps, &state.shared.value, observer) {
      try collect(from: engine, end: end, observer)
    } else if !transfers.isEmpty {
      // Blocks may have come free.
      try transfers.value.serveThoseAwaitingRoom(at: engine, &state)
    }
  }

  /// Collects what the iterations of an engine have brought that ended at `end`.
  private mutating func collect(from engine: Int, end: Instant, _ observer: (any Observer)?) throws {
    for position in state.engines[engine].result.started.indices {
      let slot = state.engines[engine].result.started[position]
      state.view.board.started(slot, &state.shared.value.requests)
    }
    if !transfers.isEmpty { try transfers.value.settled(engine, end: end, &state) }
    if state.engines[engine].result.ended.isEmpty { return }
    let (delay, iterations) = (state.engines[engine].rules.deliveryDelay, state.engines[engine].totals.iterations)
    for position in state.engines[engine].result.ended.indices {
      let slot = state.engines[engine].result.ended[position]
      state.shared.value.ledger.note(.finished, request: state.shared.value.requests[history: slot].id, detail: iterations, time: end)
      if delay.picoseconds == 0 {
        try deliver(slot, at: end, observer)
      } else {
        try state.schedule(.delivery(slot), at: end, after: delay)
      }
    }
  }

  /// Reports a request that has ended, frees its row, and lets its client send the next one in a closed loop or a session.
  @inline(__always) mutating func deliver(_ slot: Slot, at time: Instant, _ observer: (any Observer)?) throws {
    state.view.board.ended(slot, &state.shared.value.requests)
    state.shared.value.ledger.finished += 1
    state.outstanding[Int(state.shared.value.requests[slot].engine)] -= 1
    let record = record(of: slot, finish: time)
    observer?.receive(state.shared.value.requests[slot].marks.contains(.isInputPart) ? .partFinished(record) : .finished(record))
    // A turn that others waited for keeps its place of a closed loop for them.
    var freesPlace = true
    if !arrivals.sessions.isEmpty {
      freesPlace = try arrivals.answered(state.shared.value.requests[history: slot].id, at: time, observer)
    }
    state.shared.value.requests.remove(slot)
    if state.options.concurrency != nil && freesPlace { try pullClosed() }
  }

  /// What is told of a request that ends.
  @inline(__always) private func record(of slot: Slot, finish: Instant) -> RequestRecord {
    let engine = Int(state.shared.value.requests[slot].engine)
    let prefillEngine = Int(state.shared.value.requests.handOvers[slot].prefillEngine)
    let isHandedOver = prefillEngine >= 0
    let first = isHandedOver ? prefillEngine : engine
    let firstToken = state.shared.value.requests[history: slot].firstToken + state.engines[first].rules.deliveryDelay
    var record = state.shared.value.requests.record(
      of: slot, replica: state.engines[engine].id.replica, firstToken: firstToken, finish: finish)
    if isHandedOver { record.prefillReplica = state.engines[first].id.replica }
    return record
  }

  /// A request comes out of the front end of its replica, which may have crashed meanwhile.
  mutating func passedFrontEnd(_ slot: Slot, _ observer: (any Observer)?) throws {
    let engine = Int(state.shared.value.requests[slot].engine)
    if !state.engines[engine].run.isDown { return try state.enter(slot) }
    let chain = state.engines[engine].chain(of: state.shared.value.requests[slot])
    state.engines[engine].withdraw(slot, &state.shared.value.requests)
    try retry(ParkedRequests.Lost(slot: slot, chain: chain), observer)
  }
}
