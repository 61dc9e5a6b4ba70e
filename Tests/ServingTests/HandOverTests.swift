import Hardware
import Kernel
import Network
import Serving
import Testing
import Workload

/// KV that goes from prefill to decode replicas: against the simplest form of itself, and against what can be told by hand.
@Suite struct HandOverTests {
  private func scenario(_ number: Int, _ scheduler: String) -> RandomCase {
    RandomCase(number, of: "hand-over \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names).handingOver(number)
  }

  /// Where two runs part: the first hand-over, iteration and preemption that are not the same.
  private func difference(_ found: RunLog, _ expected: RunLog) -> String {
    func first(_ path: KeyPath<RunLog, [[Int64]]>) -> String {
      let pair = zip(found[keyPath: path], expected[keyPath: path]).first { $0 != $1 }
      return pair.map { "\($0)" } ?? "\(found[keyPath: path].count) against \(expected[keyPath: path].count)"
    }
    return "hand-overs \(first(\.handOvers)), iterations \(first(\.iterations)), preemptions \(first(\.preemptions))"
  }

  /// Holds a run that leaps and one that steps against the reference, and returns the one that leaps.
  private func check(_ scenario: RandomCase, _ number: Int) throws -> EngineRun {
    var reference = ReferenceSimulator(scenario.rules)
    let expected = reference.run(scenario.arrivals).sorted
    let leaping = try simulate(scenario.rules, scenario.arrivals)
    let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
    for run in [leaping, plain] {
      #expect(
        run.log == expected, "case \(number): \(run.log.difference(from: expected)), \(difference(run.log, expected)) \(scenario)")
    }
    #expect(leaping.result == plain.result, "case \(number): \(scenario)")
    return leaping
  }

  @Test("Leaping, stepping and the reference agree on every time of every request", arguments: SchedulerCatalog.names)
  func randomClustersAgree(scheduler: String) throws {
    var (handOvers, waits, preemptions) = (0, 0, 0)
    for number in CaseCount.cases(2000) {
      let scenario = scenario(number, scheduler)
      let expected = try check(scenario, number).log
      handOvers += expected.handOvers.count
      waits += expected.handOvers.count { $0[6] > $0[5] }
      preemptions += expected.preemptions.count
    }
    // The cases are of use only if these things happen in them.
    #expect(handOvers > 10_000 && waits > 500, "\(handOvers) \(waits)")
    #expect(Rules.reserving.contains(scheduler) ? preemptions == 0 : preemptions > 500, "\(preemptions)")
  }

  @Test("So they do where layers keep different parts of the context, which is what is handed over", arguments: SchedulerCatalog.names)
  func groupsThatForgetAgree(scheduler: String) throws {
    for number in CaseCount.cases(500) { _ = try check(scenario(number, scheduler).keepingByGroups(number), number) }
  }

  @Test(
    "So they do where requests keep a budget of their prompt, which is all that is handed over",
    arguments: RandomCase.budgeting.dropLast())
  func budgetsAgree(scheduler: String) throws {
    var handOvers = 0
    for number in CaseCount.cases(300) {
      handOvers += try check(scenario(number, scheduler).keepingBudgets(number), number).log.handOvers.count
    }
    #expect(handOvers > 100, "\(handOvers)")
  }

  @Test("So they do while links are lost or slow for a time, and come back", arguments: SchedulerCatalog.names)
  func brokenLinksAgree(scheduler: String) throws {
    var (later, bytes) = (0, 0)
    for number in CaseCount.cases(500) {
      let calm = scenario(number, scheduler)
      let broken = calm.withLinkFaults(number)
      let leaping = try check(broken, number)
      let whole = try simulate(calm.rules, calm.arrivals).outcome.handOvers
      if leaping.outcome.handOvers.transferPicoseconds > whole.transferPicoseconds { later += 1 }
      bytes += leaping.outcome.handOvers.bytes == whole.bytes ? 0 : 1
    }
    #expect(later > 200 && bytes == 0, "\(later) later, \(bytes) with other bytes")
  }

  @Test(
    "So they do while replicas crash at either end, return and run slowly, on links that fail or do not", arguments: SchedulerCatalog.names)
  func crashesAgree(scheduler: String) throws {
    var (retries, again) = (0, 0)
    for number in CaseCount.cases(1000) {
      var scenario = scenario(number, scheduler).inChaos(number).withoutChance
      if number % 3 == 0 { scenario = scenario.withLinkFaults(number) }
      let expected = try check(scenario, number).log
      retries += expected.retries.count
      again += expected.handOvers.count - Set(expected.handOvers.map { $0[0] }).count
    }
    #expect(retries > 1000 && again > 100, "\(retries) retries, \(again) handed over again")
  }

  @Test("Every request that is not over with its first token is handed over once, with all bytes of its prompt")
  func bytesAreConserved() throws {
    for number in CaseCount.cases(300) {
      let scenario = scenario(number, "sarathi")
      let run = try simulate(scenario.rules, scenario.arrivals, concurrency: number % 3 == 0 ? 3 : nil)
      let moved = run.log.records.values.filter { $0.outputTokens > 1 }
      #expect(run.outcome.unfinished == 0 && run.outcome.finished + run.outcome.rejected.reduce(0, +) == scenario.arrivals.count)
      #expect(run.outcome.handOvers.count == moved.count, "\(scenario)")
      let bytes = moved.reduce(0) { $0 + $1.promptTokens * scenario.rules.handOver.kvBytes.perToken.whole }
      #expect(run.outcome.handOvers.bytes == bytes, "\(scenario)")
      #expect(moved.allSatisfy { $0.prefillReplica! < scenario.rules.replicas && $0.replica >= scenario.rules.replicas }, "\(scenario)")
      #expect(run.outcome.replicas.reduce(0) { $0 + $1.handOversIn } == moved.count)
      #expect(run.outcome.replicas.reduce(0) { $0 + $1.handOversOut } == moved.count)
    }
  }

  /// One prefill replica, one decode replica, a gigabyte a second: a byte takes 1,000 ps.
  private func pair(_ mode: HandOverConfiguration.Mode, layers: Int = 1) -> Rules {
    var rules = Rules(scheduler: "fcfs", blockTokens: 4)
    rules.decodeReplicas = 1
    rules.budget = 100
    (rules.base, rules.perToken, rules.perContext) = (1000, 100, 0)
    rules.port = LinkFigures(bytesPerSecond: 1_000_000_000, latency: Duration(picoseconds: 50))
    rules.handOver = HandOverConfiguration(mode: mode, bytesPerToken: 2, layers: layers)
    return rules
  }

  @Test("Serialized, the second token waits for all bytes and the latency")
  func serializedTransferIsVisibleInFull() throws {
    let run = try simulate(pair(.serialized), [Arrival(time: .start, promptTokens: 10, outputTokens: 3)])
    let record = try #require(run.log.records[0])
    // Prefill 1000 + 10 x 100; 20 bytes of 1000 ps and 50 ps; two decode steps of 1000 + 100.
    #expect(record.firstToken.picoseconds == 2000)
    #expect(run.log.handOvers == [[0, 0, 1, 20, 2000, 2000, 2000, 22_050]])
    #expect(record.finish.picoseconds == 22_050 + 2 * 1100)
  }

  @Test("Layer by layer on a fast network, only the last layer is visible")
  func layeredTransferHidesAllButTheLastLayer() throws {
    var rules = pair(.layered, layers: 4)
    rules.port.bytesPerSecond = 1_000_000_000_000
    let run = try simulate(rules, [Arrival(time: .start, promptTokens: 10, outputTokens: 2)])
    // 20 bytes in four layers of 5, a byte a picosecond: the first three are gone long before the prefill ends.
    #expect(run.log.handOvers == [[0, 0, 1, 20, 2000, 500, 500, 2000 + 5 + 50]])
  }

  @Test("Layer by layer on a slow network, what the prefill left unsent is visible")
  func layeredTransferIsBoundByTheLink() throws {
    let run = try simulate(pair(.layered, layers: 4), [Arrival(time: .start, promptTokens: 10, outputTokens: 2)])
    // 20 bytes of 1000 ps from the end of the first layer at 500 ps on, without a pause.
    #expect(run.log.handOvers == [[0, 0, 1, 20, 2000, 500, 500, 500 + 20_000 + 50]])
  }

  @Test("Two flows into one port take twice as long, two into two do not")
  func flowsShareAPort() throws {
    var rules = pair(.serialized)
    rules.replicas = 2
    let arrivals = [0, 1].map { _ in Arrival(time: .start, promptTokens: 10, outputTokens: 2) }
    let shared = try simulate(rules, arrivals)
    rules.decodeReplicas = 2
    let apart = try simulate(rules, arrivals)
    #expect(shared.log.handOvers.map { $0[7] } == [2000 + 40_050, 2000 + 40_050])
    #expect(apart.log.handOvers.map { $0[7] } == [2000 + 20_050, 2000 + 20_050])
  }

  @Test("A full decode replica holds hand-overs back, and they keep their blocks at the source")
  func fullDestinationPressesBack() throws {
    var rules = pair(.serialized)
    rules.kvBlocks = 8
    let arrivals = (0..<4).map { _ in Arrival(time: .start, promptTokens: 15, outputTokens: 12) }
    let run = try simulate(rules, arrivals)
    #expect(run.outcome.finished == 4)
    #expect(run.log.handOvers.contains { $0[6] > $0[5] })
    #expect(run.outcome.replicas[0].peakKVBlocks == 8)
  }

  @Test("Pools that cannot hand over to each other are refused")
  func impossibleHandOversAreRefused() {
    func refuse(_ change: (inout ClusterConfiguration) -> Void, _ words: String) {
      var cluster = pair(.serialized).cluster
      change(&cluster)
      do {
        _ = try Simulation(cluster: cluster, source: ArrivalList([]), options: SimulationOptions())
        Issue.record("not refused: \(words)")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
    refuse({ $0.pools[1].role = .prefill }, "no pool decodes")
    refuse({ $0.pools[0].role = .decode }, "no pool computes prompts")
    refuse({ $0.pools[0].role = .both }, "no pool hands over")
    refuse({ $0.pools[1].port = nil }, "no path")
    refuse({ $0.pools[1].replica.blockTokens = 3 }, "do not fit each other")
    refuse({ $0.pools[0].port?.bytesPerSecond = 0 }, "bytes a second")
    refuse({ $0.decodeRouter = "least_request" }, "unknown router")
  }
}
