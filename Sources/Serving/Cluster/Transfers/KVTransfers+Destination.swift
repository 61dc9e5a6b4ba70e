import Kernel

/// Where KV goes to, and which requests stay where they are.
extension KVTransfers {
  /// Notes that a request will leave the replica it is sent to, and chooses where to if that is done on arrival.
  @inline(never) mutating func prepare(_ slot: Slot, _ state: inout ClusterState, _ placement: inout Placement) throws {
    state.shared.value.requests[slot].handsOver = true
    if rule(of: slot, state).choice == .atArrival || mixes { _ = try chooseDestination(of: slot, &state, &placement) }
  }

  /// Chooses long after the arrival: the router is asked about this request's prompt, not about the one that came last.
  mutating func chooseDestinationLate(of slot: Slot, _ state: inout ClusterState, _ placement: inout Placement) throws -> Bool {
    if state.sharesPrompts {
      let engine = Int(state.shared.value.requests[slot].engine)
      state.readPrompt(chained: state.engines[engine].chain(of: state.shared.value.requests[slot]))
    }
    return try chooseDestination(of: slot, &state, &placement)
  }

  /// Lets the decode router choose among the replicas that can be chosen now. Returns whether there was one that can ever hold
  /// the request; where the router's cannot, the first that can is taken.
  private mutating func chooseDestination(of slot: Slot, _ state: inout ClusterState, _ placement: inout Placement) throws -> Bool {
    guard let chosen = try placement.replica(forTokensOf: slot, &state) else { return false }
    if chosen == state.replica(of: Int(state.shared.value.requests[slot].engine)) {
      try stay(slot, &state)
      return true
    }
    let engine = state.engine(of: chosen)
    state.shared.value.requests.handOvers[slot].decodeEngine = Int32(engine)
    state.outstanding[engine] += 1
    state.view.board.promised(slot, to: chosen, &state.shared.value.requests)
    return true
  }

  /// Lets a request be decoded where its prompt is: it is not handed over.
  mutating func stay(_ slot: Slot, _ state: inout ClusterState) throws {
    let engine = Int(state.shared.value.requests[slot].engine)
    state.shared.value.requests[slot].handsOver = false
    state.view.board.stays(slot, &state.shared.value.requests)
    if state.shared.value.requests[slot].place != .handingOver { return }
    state.engines[engine].keepHere(slot, now: state.now, &state.shared.value.requests)
    try state.wake(engine, for: .request)
  }

  /// Chooses for requests whose prompt is computed and which found no replica to decode on.
  mutating func chooseForParked(_ state: inout ClusterState, _ placement: inout Placement) throws {
    let parked = state.parked.withoutDestination
    state.parked.withoutDestination.removeAll()
    for slot in parked { try begin(slot, &state, &placement) }
  }
}
