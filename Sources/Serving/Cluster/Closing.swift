import Kernel
import Record

extension Simulation {
  /// Books what is under way as far as it has come, adds up, and checks that nothing was lost.
  mutating func close(at end: Instant) throws -> RunOutcome {
    state.now = end
    let observer = state.shared.value.ledger.observer
    if let bin = state.options.seriesBin, end.picoseconds % bin.picoseconds != 0 {
      observer?.receive(.sampled(snapshot(at: end, plansAreMade: true)))
    }
    for engine in state.engines.indices where state.engines[engine].run.isBusy {
      try settle(engine, steps: state.engines[engine].run.span.stepsEnded(by: end), observer)
    }
    let outcome = outcome(at: end, replicas: replicaOutcomes(at: end))
    let counted = outcome.finished + outcome.rejected.reduce(0, +) + outcome.unfinished
    if counted != outcome.arrived {
      throw BrokenInvariant("\(outcome.arrived) requests arrived and \(counted) are accounted for", time: end)
    }
    try checkConservation()
    return outcome
  }

  private func outcome(at end: Instant, replicas: [ReplicaOutcome]) -> RunOutcome {
    var handOvers = transfers.isEmpty ? HandOverTotals() : transfers.value.totals
    handOvers.roleChanges = state.view.board.roleChanges
    let ledger = state.shared.value.ledger
    return RunOutcome(
      end: end, arrived: ledger.arrived, finished: ledger.finished, rejected: ledger.rejected, unfinished: inFlight,
      promptTokens: ledger.promptTokens,
      outputTokens: state.engines.indices.reduce(0) { $0 + state.engines[$1].totals.outputTokens }, events: ledger.events,
      digest: ledger.digest.value, replicas: replicas, handOvers: handOvers, retries: ledger.retries, startUps: ledger.startUps)
  }

  /// What each replica did, its engines together.
  private func replicaOutcomes(at end: Instant) -> [ReplicaOutcome] {
    var outcomes: [ReplicaOutcome] = []
    for index in state.engines.indices {
      let on = onTime(of: index, by: end)
      var outcome = state.engines[index].outcome(joules: idleJoules(of: index, by: end), state.shared.value.stageQueues)
      outcome.onTime = on
      if state.engines[index].id.lane > 0 {
        outcomes[outcomes.count - 1].add(lane: outcome)
        continue
      }
      if state.engines[index].stages.exist { outcome.peakKVBlocks = state.peakBlocks[state.replica(of: index)] }
      if !availability.isEmpty {
        let replica = availability.value.replicas[state.replica(of: index)]
        (outcome.crashes, outcome.downTime) = (replica.crashes, replica.downTime(by: end))
      }
      outcomes.append(outcome)
    }
    return outcomes
  }
}
