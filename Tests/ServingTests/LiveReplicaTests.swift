import Kernel
import Record
import Serving
import Testing
import Workload

/// A replica driven from outside is the simulated one wherever its clock moves as the simulated one does.
@Suite struct LiveReplicaTests {
  /// What a replica driven from outside did, and the batches it asked for.
  private struct LiveRun {
    var log: RunLog
    var outcome: RunOutcome
    var records: [RequestRecord]
    var batches: [(start: Instant, batch: LiveBatch)] = []
  }

  /// Drives a replica with a clock that moves as the cost model says, times a factor.
  private func drive(_ rules: Rules, _ arrivals: [Arrival], slower factor: Int64 = 1) throws -> LiveRun {
    let observer = LoggingObserver()
    let live = try LiveReplica(rules.cluster.pools[0].replica, observer: observer)
    var batches: [(start: Instant, batch: LiveBatch)] = []
    var (now, end, next) = (Instant.start, Instant.never, 0)
    while next < arrivals.count || live.inFlight > 0 {
      now = min(end, next < arrivals.count ? arrivals[next].time : .never)
      if now == end {
        try live.completed(now: now)
        end = .never
      }
      while next < arrivals.count && arrivals[next].time == now {
        _ = try live.submit(arrivals[next], now: now)
        next += 1
      }
      if live.isBusy { continue }
      if let batch = try live.plan(now: now) {
        batches.append((now, batch))
        end = now + Duration(picoseconds: batch.expectedDuration.picoseconds * factor)
      }
    }
    observer.log.end = now.picoseconds
    return LiveRun(log: observer.log.sorted, outcome: live.outcome(at: now), records: live.finishedRecords, batches: batches)
  }

  private func scenario(_ number: Int, _ scheduler: String) -> RandomCase {
    var scenario = RandomCase(number, of: "live \(scheduler)", scheduler: scheduler, routers: ["round_robin"])
    scenario.rules.replicas = 1
    // It draws no classes and predicts nothing.
    (scenario.rules.classes, scenario.rules.oracle) = ([], false)
    if number % 3 == 0 { scenario.rules.engine = EngineRules(asynchronousScheduling: true) }
    if number % 3 == 1 { scenario.rules.engine = EngineRules(reservesWholePrompt: false) }
    return scenario
  }

  @Test(arguments: SchedulerCatalog.names)
  func withTheClockOfTheCostModelItIsTheSimulation(scheduler: String) throws {
    for number in CaseCount.cases(1000) {
      let scenario = scenario(number, scheduler)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      let live = try drive(scenario.rules, scenario.arrivals)
      #expect(live.log == plain.log && live.outcome == plain.outcome, "\(scenario)")
      #expect(live.records.count == plain.log.records.count)
      #expect(live.records.allSatisfy { plain.log.records[$0.request] == $0 }, "\(scenario)")
      // Each batch, spelt out, is the iteration that the simulation ran.
      let batches = live.batches.map { start, batch in
        [start.picoseconds, Int64(batch.decodes.count), Int64(batch.chunks.reduce(0) { $0 + $1.tokens })]
      }
      #expect(batches == plain.log.iterations.map { [$0[1], $0[3], $0[4]] }, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func whoeverExecutesItsBatchesProducesEveryToken(scheduler: String) throws {
    // An executor that believes nothing but the batches: it keeps each request's KV and counts its tokens.
    for number in CaseCount.cases(1000) {
      let scenario = scenario(number, scheduler)
      let run = try drive(scenario.rules, scenario.arrivals)
      var (stored, produced) = ([Int: Int](), [Int: Int]())
      for (_, batch) in run.batches {
        for request in batch.finished + batch.preempted {
          #expect(stored[request] != nil, "only who has KV can lose it: \(scenario)")
          stored[request] = nil
        }
        for chunk in batch.chunks {
          #expect(stored[chunk.request, default: 0] == chunk.contextTokens, "\(scenario)")
          stored[chunk.request, default: 0] += chunk.tokens
          if chunk.completesPrompt {
            #expect(stored[chunk.request] == scenario.arrivals[chunk.request].promptTokens + produced[chunk.request, default: 0])
            produced[chunk.request, default: 0] += 1
          }
        }
        for decode in batch.decodes {
          #expect(stored[decode.request] == decode.contextTokens, "\(scenario)")
          stored[decode.request, default: 0] += 1
          produced[decode.request, default: 0] += 1
        }
        let blocks = stored.values.reduce(0) { $0 + ($1 + scenario.rules.blockTokens - 1) / scenario.rules.blockTokens }
        #expect(blocks <= scenario.rules.kvBlocks, "\(scenario)")
      }
      for record in run.records { #expect(produced[record.request] == record.outputTokens, "\(scenario)") }
    }
  }

  @Test func timesAreThoseOfTheClockAndNotOfTheCostModel() throws {
    // 4 prompt tokens in 128 ps, then steps of 112 ps and one picosecond more each; the machine takes three times as long.
    let rules = Rules(base: 100, perToken: 7, perContext: 1)
    let run = try drive(rules, [Arrival(time: .start, promptTokens: 4, outputTokens: 3)], slower: 3)
    #expect(run.records[0].firstToken.picoseconds == 3 * 128)
    #expect(run.log.gaps == [3 * 112: 1, 3 * 113: 1])
    #expect(run.outcome.replicas[0].busy.picoseconds == 3 * (128 + 112 + 113))
  }

  @Test func whatOnlyASimulationCanDoIsRefused() throws {
    for rules in [
      EngineRules(frontEndDelay: .seconds(1)), EngineRules(deliveryDelay: .seconds(1)), EngineRules(prefixCaching: true),
    ] {
      var configuration = Rules().cluster.pools[0].replica
      configuration.rules = rules
      #expect(throws: InputError.self) { try LiveReplica(configuration) }
    }
  }

  @Test func aClockThatStandsStillOrRunsBackIsNoticed() throws {
    let live = try LiveReplica(Rules().cluster.pools[0].replica)
    let arrival = Arrival(time: Instant(picoseconds: 50), promptTokens: 4, outputTokens: 2)
    #expect(throws: InputError.self) { try live.submit(arrival, now: .start) }
    #expect(throws: BrokenInvariant.self) { try live.completed(now: .start) }
    #expect(try live.submit(arrival, now: arrival.time) == nil)
    #expect(try live.plan(now: arrival.time) != nil)
    #expect(throws: BrokenInvariant.self) { try live.plan(now: arrival.time) }
    #expect(throws: BrokenInvariant.self) { try live.completed(now: arrival.time) }
  }
}
