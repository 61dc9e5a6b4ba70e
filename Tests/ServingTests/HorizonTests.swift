import Kernel
import Serving
import Testing
import Workload

/// A run may be cut anywhere; what had not ended counts as unfinished, and what had is as it would have been.
@Suite struct HorizonTests {
  @Test(arguments: SchedulerCatalog.names)
  func aCutAnywhereLosesNothingAndChangesNothingBefore(scheduler: String) throws {
    for number in 0..<700 {
      let scenario = RandomCase(number, of: "horizon \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      let whole = try simulate(scenario.rules, scenario.arrivals)
      let starts = whole.log.iterations.map { $0[1] + $0[2] }
      // At an arbitrary instant, and exactly at the end of some iteration.
      var stream = RandomStream(seed: 3, name: "cut", substream: UInt64(number))
      var cuts = [Int64(stream.integer(below: Int(whole.log.end) + 2))]
      if !starts.isEmpty { cuts.append(starts[stream.integer(below: starts.count)]) }
      for cut in cuts {
        let horizon = Instant(picoseconds: cut)
        let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, horizon: horizon)
        let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, horizon: horizon)
        #expect(leaping.log == plain.log && leaping.result == plain.result, "cut at \(cut): \(scenario)")
        expectCut(leaping, of: whole, at: horizon, "cut at \(cut): \(scenario)")
      }
    }
  }

  private func expectCut(_ run: EngineRun, of whole: EngineRun, at horizon: Instant, _ what: String) {
    #expect(run.log.records == whole.log.records.filter { $0.value.finish <= horizon }, "\(what)")
    #expect(run.log.iterations == whole.log.iterations.filter { $0[1] + $0[2] <= horizon.picoseconds }, "\(what)")
    let (outcome, rejected) = (run.outcome, run.outcome.rejected.reduce(0, +))
    #expect(outcome.arrived == outcome.finished + rejected + outcome.unfinished, "\(what)")
    #expect(outcome.end == min(horizon, whole.outcome.end), "\(what)")
    // Tokens of those that did not end are counted too: one for each row sampled.
    let unfinished = outcome.outputTokens - run.log.records.values.reduce(0) { $0 + $1.outputTokens }
    #expect(unfinished >= 0 && outcome.outputTokens == outcome.replicas.reduce(0) { $0 + $1.sampledRows }, "\(what)")
  }

  private let requests = [
    Arrival(time: Instant(picoseconds: 1000), promptTokens: 4, outputTokens: 3),
    Arrival(time: Instant(picoseconds: 5000), promptTokens: 4, outputTokens: 3),
  ]
  /// Iterations of 100 ps whatever they hold, so the first request runs from 1000 to 1300.
  private let rules = Rules(base: 100, perToken: 0, perContext: 0)

  @Test func beforeTheFirstArrivalNothingHasHappened() throws {
    for cut in [Int64(0), 1, 999] {
      let run = try simulate(rules, requests, horizon: Instant(picoseconds: cut))
      #expect(run.outcome.arrived == 0 && run.outcome.unfinished == 0 && run.outcome.end.picoseconds == cut)
    }
  }

  @Test func whatIsDueAtTheHorizonStillHappens() throws {
    let arrived = try simulate(rules, requests, horizon: Instant(picoseconds: 1000)).outcome
    #expect(arrived.arrived == 1 && arrived.unfinished == 1 && arrived.outputTokens == 0)
    let almost = try simulate(rules, requests, horizon: Instant(picoseconds: 1299)).outcome
    #expect(almost.finished == 0 && almost.outputTokens == 2 && almost.replicas[0].busy.picoseconds == 200)
    let finished = try simulate(rules, requests, horizon: Instant(picoseconds: 1300)).outcome
    #expect(finished.finished == 1 && finished.outputTokens == 3 && finished.unfinished == 0)
  }

  @Test func aRunThatEndsBeforeItsHorizonEndsWithItsLastEvent() throws {
    #expect(try simulate(rules, requests, horizon: .init(.seconds(1))).outcome.end.picoseconds == 5300)
    #expect(try simulate(rules, [], horizon: .init(.seconds(1))).outcome.end == .start)
  }
}
