import Kernel

/// Requests on their way between a client and an engine, where the engine's rules give that a length.
extension Simulation {
  /// Books what an engine has done and collects the requests that ended.
  @inline(__always) mutating func settle(_ engine: Int, steps: Int, _ observer: (any Observer)?) throws {
    state.engines[engine].settle(steps: steps, &state.shared.value, observer)
    for position in state.engines[engine].result.started.indices {
      let slot = state.engines[engine].result.started[position]
      state.view.board.started(&state.shared.value.requests[slot])
    }
    if !transfers.isEmpty { try transfers.value.settled(engine, end: state.engines[engine].run.span.end(of: steps), &state) }
    if state.engines[engine].result.ended.isEmpty { return }
    let end = state.engines[engine].run.span.end(of: steps)
    let (delay, iterations) = (state.engines[engine].rules.deliveryDelay, state.engines[engine].totals.iterations)
    for position in state.engines[engine].result.ended.indices {
      let slot = state.engines[engine].result.ended[position]
      state.shared.value.ledger.note(.finished, request: state.shared.value.requests[slot].id, detail: iterations, time: end)
      if delay.picoseconds == 0 {
        try deliver(slot, at: end, observer)
      } else {
        try state.schedule(.delivery(slot), at: end, after: delay)
      }
    }
  }

  /// Reports a request that has ended, frees its row, and lets its client send the next one in a closed loop.
  @inline(__always) mutating func deliver(_ slot: Slot, at time: Instant, _ observer: (any Observer)?) throws {
    state.view.board.ended(&state.shared.value.requests[slot])
    state.shared.value.ledger.finished += 1
    state.outstanding[Int(state.shared.value.requests[slot].engine)] -= 1
    if let observer { observer.requestFinished(record(of: state.shared.value.requests[slot], finish: time)) }
    state.shared.value.requests.remove(slot)
    if state.options.concurrency != nil { try pullClosed() }
  }

  /// What is told of a request that ends.
  @inline(__always) private func record(of request: borrowing Request, finish: Instant) -> RequestRecord {
    let engine = Int(request.engine)
    let isHandedOver = request.prefillEngine >= 0
    let first = isHandedOver ? Int(request.prefillEngine) : engine
    var record = request.record(
      replica: state.engines[engine].id.replica, firstToken: request.firstToken + state.engines[first].rules.deliveryDelay, finish: finish)
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
