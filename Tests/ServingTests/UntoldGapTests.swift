import Kernel
import Serving
import Testing
import Workload

/// The gaps of a warm-up that is counted in requests: they are left out, and all else is as it was.
@Suite struct UntoldGapTests {
  @Test(
    "Of requests below a number no gaps are told, whatever befalls them, and of the others all of the simplest form",
    arguments: SchedulerCatalog.names + ["picking"])
  func gapsOfTheOthers(scheduler: String) throws {
    var (untold, told, preempted, retried) = (0, 0, 0, 0)
    for number in CaseCount.cases(600) {
      var scenario = RandomCase(number, of: "untold \(scheduler)", scheduler: scheduler)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      switch number % 4 {
      case 1: scenario = scenario.underEngineRules(number)
      case 2: scenario = scenario.underEngineRules(number).inPipeline(number)
      case 3 where scheduler != "picking": scenario = scenario.inChaos(number).withoutChance
      default: break
      }
      let whole = try simulate(scenario.rules, scenario.arrivals)
      scenario.rules.gapsFromRequest = 1 + number % scenario.arrivals.count
      var reference = ReferenceSimulator(scenario.rules)
      let expected = reference.run(scenario.arrivals).sorted
      for leaps in [true, false] {
        let run = try simulate(scenario.rules, scenario.arrivals, leaps: leaps)
        try #require(run.log == expected, "\(run.log.difference(from: expected)): \(scenario.rules) \(scenario.arrivals.map(\.short))")
        #expect(run.outcome.digest == whole.outcome.digest)
      }
      let warmUp = expected.records.values.filter { $0.request < scenario.rules.gapsFromRequest }
      untold += warmUp.reduce(0) { $0 + $1.outputTokens - 1 }
      told += expected.gaps.values.reduce(0, +)
      preempted += warmUp.reduce(0) { $0 + $1.preemptions }
      retried += warmUp.reduce(0) { $0 + $1.retries }
    }
    // The cases are of use only if these things happen in them.
    #expect(untold > 10_000 && told > 10_000, "\(untold) \(told)")
    #expect(Rules.reserving.contains(scheduler) || preempted > 50, "\(preempted)")
    #expect(scheduler == "picking" || retried > 50, "\(retried)")
  }

  @Test("Hand-overs and sessions tell the gaps of the simplest form as well")
  func betweenPools() throws {
    var told = 0
    for number in CaseCount.cases(600) {
      var scenario = RandomCase(number, of: "untold hand-over", scheduler: "sarathi")
      scenario = number % 2 == 0 ? scenario.handingOver(number) : scenario.inSessions(number)
      scenario.rules.gapsFromRequest = 1 + number % scenario.arrivals.count
      var reference = ReferenceSimulator(scenario.rules)
      let expected = reference.run(scenario.arrivals).sorted
      let run = try simulate(scenario.rules, scenario.arrivals)
      try #require(run.log == expected, "\(run.log.difference(from: expected)): \(scenario.rules) \(scenario.arrivals.map(\.short))")
      told += expected.gaps.values.reduce(0, +)
    }
    #expect(told > 10_000, "\(told)")
  }
}
