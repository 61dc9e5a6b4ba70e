import Kernel
import Record
import Serving
import Testing
import Workload

/// The time series is what a scrape at the edge of each bin would see, read off a leap as if it had been stepped.
@Suite struct SeriesTests {
  @Test(arguments: SchedulerCatalog.names, [Int64(37), 100, 1000])
  func samplesDoNotDependOnLeaping(scheduler: String, bin: Int64) throws {
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "series \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      // Every other case has iterations that end exactly at the edges of bins.
      if number % 2 == 0 { (scenario.rules.base, scenario.rules.perToken, scenario.rules.perContext) = (bin, 0, 0) }
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, seriesBin: Duration(picoseconds: bin))
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, seriesBin: Duration(picoseconds: bin))
      #expect(leaping.samples == plain.samples, "\(scenario)")
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      let unwatched = try simulate(scenario.rules, scenario.arrivals)
      #expect(unwatched.log == leaping.log && unwatched.outcome == leaping.outcome, "a series must change nothing: \(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func samplesDoNotDependOnLeapingWhereARunIsCut(scheduler: String) throws {
    for number in 0..<200 {
      let scenario = RandomCase(number, of: "cut series \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      let horizon = Instant(picoseconds: Int64(500 + 97 * number % 5000))
      let bin = Duration(picoseconds: 83)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, seriesBin: bin, horizon: horizon)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, seriesBin: bin, horizon: horizon)
      #expect(leaping.samples == plain.samples, "\(scenario)")
      #expect(leaping.result == plain.result, "\(scenario)")
    }
  }

  @Test(arguments: [true, false])
  func atTheEdgeBetweenTwoStepsTheBlocksOfTheNextAreNotYetTaken(leaps: Bool) throws {
    // Blocks of one token, iterations of 100 ps: at 300 the prompt's 4 and two decoded tokens' blocks are held.
    let arrivals = [Arrival(time: .start, promptTokens: 4, outputTokens: 20)]
    let rules = Rules(blockTokens: 1, base: 100, perToken: 0, perContext: 0)
    let run = try simulate(rules, arrivals, leaps: leaps, seriesBin: Duration(picoseconds: 300))
    #expect(run.samples[0].kvBlocksUsed == 6)
  }

  @Test(arguments: SchedulerCatalog.names)
  func aSampleShowsWhatTheRequestsShow(scheduler: String) throws {
    for number in 0..<200 {
      let scenario = RandomCase(number, of: "scrape \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      let bin: Int64 = 61
      let run = try simulate(scenario.rules, scenario.arrivals, seriesBin: Duration(picoseconds: bin))
      let end = run.outcome.end.picoseconds
      #expect(run.samples.map(\.time.picoseconds) == (1...(end / bin + 1)).map { min($0 * bin, end) }.filter { $0 > 0 }.uniqued())
      for sample in run.samples {
        let arrived = scenario.arrivals.count { $0.time <= sample.time }
        let finished = run.log.records.values.count { $0.finish <= sample.time }
        let rejected = run.log.rejected.count { scenario.arrivals[$0].time <= sample.time }
        #expect(sample.arrived == arrived && sample.finished == finished, "\(scenario)")
        #expect(sample.waiting + sample.running == arrived - finished - rejected, "\(scenario)")
        let ended = run.log.iterations.filter { $0[1] + $0[2] <= sample.time.picoseconds }
        #expect(sample.prefillTokens == Int(ended.reduce(0) { $0 + $1[4] }), "\(scenario)")
        #expect(sample.joules == Double(3 * ended.reduce(0) { $0 + $1[3] + $1[4] }) / 1e9, "\(scenario)")
        #expect(sample.kvBlocksUsed <= scenario.rules.kvBlocks * scenario.rules.replicas, "\(scenario)")
      }
      expectMonotone(run.samples, "\(scenario)")
      #expect(run.samples.last?.outputTokens ?? 0 == run.outcome.outputTokens, "\(scenario)")
    }
  }

  private func expectMonotone(_ samples: [SeriesSample], _ what: String) {
    for (earlier, later) in zip(samples, samples.dropFirst()) {
      #expect(earlier.time < later.time, "\(what)")
      #expect(earlier.arrived <= later.arrived && earlier.finished <= later.finished, "\(what)")
      #expect(earlier.prefillTokens <= later.prefillTokens && earlier.outputTokens <= later.outputTokens, "\(what)")
      #expect(earlier.joules <= later.joules, "\(what)")
    }
  }

  @Test func idleTimeIsSampledAsIdle() throws {
    // Two requests a long way apart: the bins between show an empty cluster and no progress.
    let arrivals = [0, 10_000].map { Arrival(time: Instant(picoseconds: $0), promptTokens: 4, outputTokens: 3) }
    let run = try simulate(Rules(base: 100, perToken: 0, perContext: 0), arrivals, seriesBin: Duration(picoseconds: 1000))
    #expect(run.samples.map(\.time.picoseconds) == (1...10).map { $0 * 1000 } + [10_300])
    for sample in run.samples.dropLast(2) {
      #expect(sample.waiting == 0 && sample.running == 0 && sample.kvBlocksUsed == 0 && sample.outputTokens == 3)
    }
    // At the edge the second request has come and is not yet planned.
    #expect(run.samples[9].waiting == 1 && run.samples[9].running == 0)
    #expect(run.samples[10].outputTokens == 6)
  }
}

extension Array where Element: Equatable {
  fileprivate func uniqued() -> [Element] { indices.filter { $0 == 0 || self[$0] != self[$0 - 1] }.map { self[$0] } }
}
