import Kernel

/// Engines of a mixed pool that cannot go on (``MixedPoolRule``).
extension KVTransfers {
  /// Notes an engine that has just planned, or that has just refused room to KV, where it may be starving.
  @inline(__always) mutating func noteStarving(_ engine: Int, hasPlanned: Bool, _ state: borrowing ClusterState) {
    if mixes && state.engines[engine].transfers.handingOver > 0
      && (!state.engines[engine].run.isBusy || hasPlanned && state.engines[engine].batch.lacksMemory)
    {
      starving.append(engine)
    }
  }

  /// Schedules relief for the engines that lack the memory to run anything that is there or is to come there.
  ///
  /// All plans of this instant are made, which a loop that leaps over some of them must not see otherwise than one that
  /// makes them all; so it is done at the next.
  @inline(never) mutating func scheduleRelief(_ state: inout ClusterState) {
    starving.sort()
    var last = -1
    for engine in starving where engine != last {
      last = engine
      let isStuck = !state.engines[engine].run.isBusy && !awaitingRoom[engine].isEmpty
      if !state.engines[engine].batch.lacksMemory && !isStuck { continue }
      state.wakes.schedule(
        .relief(engine: Int32(engine)), at: state.now + Duration(picoseconds: 1), rank: WakeRank.relief.value)
    }
    starving.removeAll(keepingCapacity: true)
  }

  /// Lets an engine that starves decode the oldest of the requests whose KV is there and has not begun to leave.
  ///
  /// In a mixed pool that KV may wait for room at replicas which wait in their turn for room here. So each must be able to
  /// go on by itself: KV in transit arrives in the end, and all other KV is its own, which gives way by the policy's rules.
  mutating func relieve(_ engine: Int, _ state: inout ClusterState) throws {
    for slot in state.requestsHandingOver(from: engine) where mayStillStay(slot, state) {
      try withdraw(slot, &state)
      return try stay(slot, &state)
    }
  }

  /// Whether the KV of a request has not begun to leave, and its replica could decode it.
  private func mayStillStay(_ slot: Slot, _ state: borrowing ClusterState) -> Bool {
    let number = state.shared.value.requests.handOvers[slot].number
    if number >= 0 && table[number].blocks > 0 { return false }
    return state.holds(slot, at: state.replica(of: Int(state.shared.value.requests[slot].engine)))
  }
}
