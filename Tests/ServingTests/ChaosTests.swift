import Kernel
import Serving
import Testing
import Workload

/// Replicas crash, come back, run slowly, are started and taken away, at random; and nothing is lost.
@Suite("Chaos")
struct ChaosTests {
  @Test(
    "through random crashes, slowdowns and scaling every request gets its tokens, each once, and a leap is the plain loop",
    arguments: SchedulerCatalog.names)
  func nothingIsLost(scheduler: String) throws {
    var (crashes, loads, budgets) = (0, 0, 0)
    for number in CaseCount.cases(400) {
      let scenario = RandomCase(number, of: "chaos \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .withPromptsAlone(number).inChaos(number).treatedAtTimes(number)
      let concurrency = number % 5 == 0 ? 1 + number % 7 : nil
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, concurrency: concurrency)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, concurrency: concurrency)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectNothingLost(leaping, of: scenario)
      crashes += leaping.outcome.replicas.reduce(0) { $0 + $1.crashes }
      loads += leaping.log.adapterLoads
      budgets += scenario.rules.layout.hasBudgets ? 1 : 0
    }
    let (asks, keeps) = (scheduler != "batchllm", RandomCase.budgeting.contains(scheduler))
    #expect(crashes > 100 && (!asks || loads > 100) && (!keeps || budgets > 100), "\(crashes) \(loads) \(budgets)")
  }

  @Test("the same under the rules of an engine that plans ahead, shares prompts and has a door", arguments: SchedulerCatalog.names)
  func underEngineRules(scheduler: String) throws {
    var retries = 0
    for number in CaseCount.cases(400) {
      let scenario = RandomCase(number, of: "chaos rules \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .withPromptsAlone(number).underEngineRules(number).inChaos(number).treatedAtTimes(number)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectNothingLost(leaping, of: scenario)
      retries += leaping.outcome.retries
    }
    #expect(retries > 100)
  }

  @Test("and of replicas that are pipelines", arguments: SchedulerCatalog.names)
  func inPipelines(scheduler: String) throws {
    for number in CaseCount.cases(150) {
      let scenario = RandomCase(
        number, of: "chaos pipeline \(scheduler)", scheduler: scheduler, routers: ["round_robin", "least_requests", "shortest_queue"]
      )
      .inPipeline(number).inChaos(number).keepingByGroupsAtTimes(number)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectNothingLost(leaping, of: scenario)
    }
  }

  @Test(
    "and where KV is handed over: whatever dies, a source, a destination or both, while KV waits, is on its way or has come",
    arguments: SchedulerCatalog.names)
  func handingOver(scheduler: String) throws {
    var (retries, calledOff, again) = (0, 0, 0)
    for number in CaseCount.cases(300) {
      let scenario = RandomCase(number, of: "chaos hand-over \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .handingOver(number).inChaos(number).treatedAtTimes(number)
      let concurrency = number % 5 == 0 ? 1 + number % 7 : nil
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, concurrency: concurrency)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, concurrency: concurrency)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectNothingLost(leaping, of: scenario)
      retries += leaping.outcome.retries
      calledOff += leaping.outcome.handOvers.calledOff
      again += leaping.outcome.handOvers.count - leaping.log.records.values.count { $0.outputTokens > 1 }
    }
    #expect(retries > 100 && calledOff > 20 && again > 20, "\(retries) retries, \(calledOff) called off, \(again) once more")
  }

  @Test(
    "and where links fail too: whatever dies while KV waits for a link, under every policy, way to hand over and choice of a replica",
    arguments: SchedulerCatalog.names)
  func handingOverOnBrokenLinks(scheduler: String) throws {
    var (waited, calledOff) = (0, 0)
    for number in CaseCount.cases(300) {
      let calm = RandomCase(number, of: "chaos links \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .handingOver(number).inChaos(number).treatedAtTimes(number)
      let scenario = calm.withLinkFaults(number)
      let concurrency = number % 5 == 0 ? 1 + number % 7 : nil
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, concurrency: concurrency)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, concurrency: concurrency)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectNothingLost(leaping, of: scenario)
      expectAllBytes(leaping, of: scenario)
      let whole = try simulate(calm.rules, calm.arrivals, concurrency: concurrency)
      if leaping.outcome.handOvers.transferPicoseconds > whole.outcome.handOvers.transferPicoseconds { waited += 1 }
      calledOff += leaping.outcome.handOvers.calledOff
    }
    #expect(waited > 100 && calledOff > 30, "\(waited) \(calledOff)")
  }

  /// Every hand-over that arrived brought all of its KV, and the sums of the run are those of its hand-overs.
  private func expectAllBytes(_ run: EngineRun, of scenario: RandomCase) {
    let totals = run.outcome.handOvers
    #expect(totals.count == run.log.handOvers.count && totals.sentAgain <= totals.calledOff, "\(scenario)")
    #expect(totals.bytes == run.log.handOvers.reduce(0) { $0 + Int($1[3]) }, "\(scenario)")
    #expect(totals.longestVisible.picoseconds == run.log.handOvers.map { $0[7] - $0[4] }.max() ?? 0, "\(scenario)")
    for handOver in run.log.handOvers {
      // The prompt, and after a crash the tokens that were computed anew with it; of groups with budgets what they keep of all that.
      let (arrival, each) = (scenario.arrivals[Int(handOver[0])], scenario.rules.handOver.kvBytes)
      let possible = (arrival.promptTokens..<(arrival.promptTokens + arrival.outputTokens)).map {
        each.bytes(ofTokens: $0, prompt: arrival.promptTokens)
      }
      #expect(possible.contains(Int(handOver[3])), "\(scenario)")
    }
  }

  /// Requests and tokens add up, seen from the requests and from the engine's sums.
  private func expectNothingLost(_ run: EngineRun, of scenario: RandomCase) {
    expectPresenceTold(run, "\(scenario)")
    let (log, outcome) = (run.log, run.outcome)
    #expect(outcome.arrived == scenario.arrivals.count && outcome.unfinished == 0, "\(scenario)")
    #expect(log.records.count + log.rejected.count == scenario.arrivals.count, "\(scenario)")
    for (id, record) in log.records {
      #expect(record.outputTokens == scenario.arrivals[id].outputTokens, "\(scenario)")
      #expect(record.firstScheduled <= record.firstToken && record.firstToken <= record.finish, "\(scenario)")
    }
    let records = Array(log.records.values)
    let produced = records.reduce(0) { $0 + $1.outputTokens }
    #expect(outcome.outputTokens == produced - scenario.inputParts(among: Array(records)), "\(scenario)")
    #expect(log.gaps.values.reduce(0, +) == produced - records.count, "\(scenario)")
    let waited = records.reduce(Int64(0)) { $0 + ($1.finish - $1.firstToken).picoseconds }
    #expect(log.gaps.reduce(Int64(0)) { $0 + $1.key * Int64($1.value) } == waited, "\(scenario)")
    #expect(outcome.retries == log.retries.count, "\(scenario)")
    #expect(outcome.retries == outcome.replicas.reduce(0) { $0 + $1.lost }, "\(scenario)")
    #expect(records.reduce(0) { $0 + $1.retries } == log.retries.count, "\(scenario)")
    for replica in outcome.replicas {
      #expect(replica.busy <= replica.onTime && replica.downTime <= outcome.end - .start, "\(scenario)")
    }
  }
}

extension RandomCase {
  /// The same case without what chance and the load decide, which has no plainest form.
  var withoutChance: RandomCase {
    var copy = self
    copy.rules.failures.random = []
    (copy.rules.scaling, copy.rules.decodeScaling) = (nil, nil)
    return copy
  }

  /// The same case with faults that all end, and now and then a pool that follows its load.
  func inChaos(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "chaos", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    let replicas = copy.rules.replicas + copy.rules.decodeReplicas
    for _ in 0..<draw(0...3) {
      let replica = draw(0...(replicas - 1))
      copy.rules.failures.faults.append(
        ReplicaFault(
          replicas: replica..<draw((replica + 1)...replicas), start: Instant(picoseconds: Int64(draw(0...20_000))),
          length: Duration(picoseconds: Int64(draw(1...8000))), effect: .crash))
    }
    if draw(0...1) == 0 {
      copy.rules.failures.faults.append(
        ReplicaFault(
          replicas: 0..<1, start: Instant(picoseconds: Int64(draw(0...10_000))), length: Duration(picoseconds: Int64(draw(1...9000))),
          effect: .slowdown(permille: draw(1000...4000))))
    }
    if draw(0...2) == 0 {
      copy.rules.failures.random = [
        RandomFaults(
          replicas: 0..<draw(1...replicas), meanTimeBetweenFailures: Duration(picoseconds: Int64(draw(9000...50_000))),
          meanTimeToRepair: Duration(picoseconds: Int64(draw(100...5000))))
      ]
    }
    func rule(for replicas: Int) -> ScalingRule? {
      if draw(0...2) > 0 { return nil }
      let minimum = draw(1...replicas)
      return ScalingRule(
        minimum: minimum, initial: draw(minimum...replicas), requestsPerReplica: Double(draw(1...4)),
        interval: Duration(picoseconds: Int64(draw(200...3000))), startUp: Duration(picoseconds: Int64(draw(0...4000))),
        stabilisation: Duration(picoseconds: Int64(draw(0...3000))))
    }
    copy.rules.scaling = rule(for: copy.rules.replicas)
    if copy.rules.decodeReplicas > 0 { copy.rules.decodeScaling = rule(for: copy.rules.decodeReplicas) }
    return copy
  }
}
