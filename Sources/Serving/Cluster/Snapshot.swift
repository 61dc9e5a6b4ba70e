import Kernel
import Record

extension Simulation {
  /// The state of the cluster now, as a scrape sees it; a leap under way is read off in closed form.
  ///
  /// - Parameter plansAreMade: whether the engines have planned at `now` already, as at the end of the run.
  func snapshot(at now: Instant, plansAreMade: Bool) -> SeriesSample {
    var sample = SeriesSample(
      time: now, waiting: 0, running: 0, kvBlocksUsed: 0, arrived: state.shared.value.ledger.arrived,
      finished: state.shared.value.ledger.finished, prefillTokens: 0, outputTokens: 0, joules: 0)
    var nanojoules: Int128 = 0
    var pools = [(idle: Double, nanojoules: Int128)](repeating: (0, 0), count: state.cluster.pools.count)
    for index in state.engines.indices {
      let progress = state.engines[index].progress(at: now, plansAreMade: plansAreMade)
      let queues = state.engines[index].queues
      sample.waiting += queues.waiting.count + queues.swapped.count + queues.landed.count
      sample.running += queues.running.count
      sample.kvBlocksUsed += progress.kvBlocksUsed
      sample.prefillTokens += state.engines[index].totals.prefillTokens
      sample.outputTokens += progress.outputTokens
      nanojoules += progress.dynamicNanojoules
      let idle = idleJoules(of: index, by: now)
      sample.joules += idle
      pools[state.engines[index].id.pool].idle += idle
      pools[state.engines[index].id.pool].nanojoules += progress.dynamicNanojoules
    }
    sample.joules += Double(nanojoules) / 1e9
    sample.poolJoules = pools.map { $0.idle + Double($0.nanojoules) / 1e9 }
    sample.inTransit = inFlight - sample.waiting - sample.running
    return sample
  }

  /// How long the replica of an engine was switched on by `time`.
  func onTime(of engine: Int, by time: Instant) -> Duration {
    availability.isEmpty ? time - .start : availability.value.replicas[state.replica(of: engine)].onTime(by: time)
  }

  /// What a replica has drawn by `time` with nothing to do, in joules, which its first engine answers for.
  func idleJoules(of engine: Int, by time: Instant) -> Double {
    if state.engines[engine].id.lane > 0 { return 0 }
    let isOn = availability.isEmpty || availability.value.replicas[state.replica(of: engine)].power != .off
    return state.idleJoules(of: engine, by: time, switchedOn: onTime(of: engine, by: time), isOn: isOn)
  }
}
