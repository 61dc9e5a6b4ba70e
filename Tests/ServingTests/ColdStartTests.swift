import Kernel
import Serving
import Testing
import Workload

/// The first iteration of a replica that has just started, on timelines that can be reckoned by hand.
@Suite struct ColdStartTests {
  /// Iterations of 100 ps whatever they hold.
  private func rules(cold: Int64, replicas: Int = 1) -> Rules {
    var rules = Rules(budget: 16, base: 100, perToken: 0, perContext: 0)
    rules.replicas = replicas
    rules.engine = EngineRules(coldStart: Duration(picoseconds: cold))
    return rules
  }

  private func arrival(_ time: Int64, output: Int = 3) -> Arrival {
    Arrival(time: Instant(picoseconds: time), promptTokens: 4, outputTokens: output)
  }

  private func firstTokens(_ run: EngineRun) -> [Int64] {
    run.log.records.values.sorted { $0.request < $1.request }.map { ($0.firstToken - $0.arrival).picoseconds }
  }

  @Test(arguments: [true, false])
  func `the first token of the first request waits for a cold start and nothing else does`(leaps: Bool) throws {
    let arrivals = [arrival(0), arrival(10_000), arrival(20_000)]
    let warm = try simulate(rules(cold: 0), arrivals, leaps: leaps)
    let cold = try simulate(rules(cold: 777), arrivals, leaps: leaps)
    #expect(firstTokens(warm) == [100, 100, 100])
    #expect(firstTokens(cold) == [877, 100, 100])
    #expect(cold.log.gaps == warm.log.gaps, "tokens that follow come as they came")
    #expect(cold.log.iterations.map { $0[2] } == [877] + warm.log.iterations.dropFirst().map { $0[2] })
    #expect(cold.outcome.replicas[0].busy == warm.outcome.replicas[0].busy + Duration(picoseconds: 777))
  }

  @Test func `every replica of several is cold once`() throws {
    var two = rules(cold: 777, replicas: 2)
    two.router = "round_robin"
    let run = try simulate(two, (0..<6).map { arrival(Int64($0) * 10_000) })
    #expect(firstTokens(run) == [877, 877, 100, 100, 100, 100])
  }

  @Test func `a replica that is back from a crash is cold again`() throws {
    var rules = rules(cold: 777)
    rules.failures.faults = [
      ReplicaFault(replicas: 0..<1, start: Instant(picoseconds: 5_000), length: Duration(picoseconds: 1_000), effect: .crash)
    ]
    let run = try simulate(rules, [arrival(0), arrival(10_000), arrival(20_000)])
    #expect(firstTokens(run) == [877, 877, 100])
  }

  @Test func `a replica that is switched on is cold, and again when it has been switched off meanwhile`() throws {
    var two = rules(cold: 777, replicas: 2)
    two.router = "least_requests"
    two.scaling = ScalingRule(
      minimum: 1, initial: 1, requestsPerReplica: 1, interval: Duration(picoseconds: 1_000), startUp: .zero, stabilisation: .zero)
    // Two at once ask for a second replica, which is off again long before the next two come.
    let times: [Int64] = [0, 50, 1_150, 60_000, 60_050, 61_150]
    let run = try simulate(two, times.map { arrival($0, output: 20) })
    let records = run.log.records.values.sorted { $0.request < $1.request }
    #expect(records.map(\.replica) == [0, 0, 1, 0, 0, 1])
    #expect(firstTokens(run)[0] == 877 && firstTokens(run)[2] == 877, "both start once")
    #expect(firstTokens(run)[3] == 100 && firstTokens(run)[5] == 877, "the first has been on all the while")
  }

  @Test func `micro-batches of a pipeline are warmed by the first that enters`() throws {
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "cold pipeline", scheduler: "sarathi").inPipeline(number)
      (scenario.rules.replicas, scenario.rules.engine.coldStart) = (1, .zero)
      let warm = try simulate(scenario.rules, scenario.arrivals)
      scenario.rules.engine.coldStart = Duration(picoseconds: 1_000_000)
      let cold = try simulate(scenario.rules, scenario.arrivals)
      let late = cold.log.end - warm.log.end
      // All come before the first is through; batches of other sizes then follow, but none waits a second time.
      #expect(late > 900_000 && late < 1_100_000 || warm.log.records.isEmpty, "\(late) \(scenario)")
    }
  }

  @Test func `a time below nothing is refused, and a replica that executes has a cold start of its own`() throws {
    #expect(throws: InputError.self) { try simulate(rules(cold: -1), [arrival(0)]) }
    var configuration = Rules().cluster.pools[0].replica
    configuration.rules = EngineRules(coldStart: .seconds(1))
    #expect(throws: InputError.self) { try LiveReplica(configuration) }
  }
}
