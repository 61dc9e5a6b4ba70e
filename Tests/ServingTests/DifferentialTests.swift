import Kernel
import Serving
import Testing
import Workload

/// The engine against the simplest form of itself: the same requests, tokens, gaps, iterations and preemptions.
@Suite struct DifferentialTests {
  @Test("Every policy and every router of the catalogs has its plainest form in the reference")
  func theReferenceKnowsTheCatalogs() {
    for name in SchedulerCatalog.names where !ReferenceSimulator.policies.contains(name) {
      Issue.record("the policy '\(name)' has no plainest form: write it in ReferencePolicies.swift and add it to `policies` there")
    }
    for name in RouterCatalog.names where !ReferenceSimulator.routers.contains(name) {
      Issue.record("the router '\(name)' has no plainest form: write it in ReferenceRouters.swift and add it to `routers` there")
    }
  }

  @discardableResult private func check(_ rules: Rules, _ arrivals: [Arrival]) throws -> RunLog {
    let isKnown = rules.custom != nil || ReferenceSimulator.policies.contains(rules.scheduler)
    try #require(
      isKnown && ReferenceSimulator.routers.contains(rules.router), "\(rules.scheduler) or \(rules.router) is not in the reference")
    var reference = ReferenceSimulator(rules)
    let expected = reference.run(arrivals).sorted
    let leaping = try simulate(rules, arrivals, leaps: true)
    let plain = try simulate(rules, arrivals, leaps: false)
    // One case tells enough; thousands of them would only be long.
    try #require(leaping.log == expected, "\(leaping.log.difference(from: expected)): \(rules) \(arrivals.map(\.short))")
    try #require(plain.log == expected, "\(plain.log.difference(from: expected)): \(rules) \(arrivals.map(\.short))")
    #expect(leaping.outcome.digest == plain.outcome.digest)
    try #require(leaping.outcome.replicas == plain.outcome.replicas, "\(rules) \(arrivals.map(\.short))")
    return expected
  }

  @Test(arguments: ["fcfs", "sarathi", "sarathi_fixed", "splitfuse"])
  func everyTinyCaseOfThreeRequestsAgrees(scheduler: String) throws {
    // 27 shapes a request: gap to the one before, prompt and output each of three sizes; memory from ample to one request's.
    let lengths = [1, 2, 5]
    let gaps: [Int64] = [0, 57, 107]
    func request(_ code: Int, after time: Int64) -> Arrival {
      Arrival(
        time: Instant(picoseconds: time + gaps[code % 3]), promptTokens: lengths[code / 3 % 3], outputTokens: lengths[code / 9 % 3])
    }
    for kvBlocks in [5, 7, 40] {
      var rules = Rules(scheduler: scheduler, kvBlocks: kvBlocks, blockTokens: 2, maximumSequences: 3, budget: scheduler == "fcfs" ? 9 : 4)
      if scheduler == "sarathi_fixed" { rules.schedulerParameters = ["chunk_tokens": .tokens(3)] }
      for code in 0..<(27 * 27 * 27) where code % 3 == 0 {
        let first = request(code % 27, after: 0)
        let second = request(code / 27 % 27, after: first.time.picoseconds)
        let third = request(code / 729, after: second.time.picoseconds)
        try check(rules, [first, second, third])
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func randomScenariosAgree(scheduler: String) throws {
    for number in CaseCount.cases(2000) {
      let scenario = RandomCase(number, of: "differential \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      try check(scenario.rules, scenario.arrivals)
    }
  }

  @Test("Micro-batches in flight through a pipeline agree with the simplest form", arguments: SchedulerCatalog.names + ["picking"])
  func pipelinesAgree(scheduler: String) throws {
    var (overlaps, preemptions) = (0, 0)
    for number in CaseCount.cases(2000) {
      var scenario = RandomCase(number, of: "pipeline \(scheduler)", scheduler: scheduler).underEngineRules(number).inPipeline(number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      preemptions += log.preemptions.count
      // More stage time than one stage alone could have given: micro-batches were under way at once.
      for (busy, active) in zip(log.stageBusy, log.active) where busy.reduce(0, +) > active { overlaps += 1 }
    }
    #expect(overlaps > 100 && (Rules.reserving.contains(scheduler) ? preemptions == 0 : preemptions > 100), "\(overlaps) \(preemptions)")
  }

  @Test("Replicas that crash, return and run slowly agree, under any rules of the engine", arguments: SchedulerCatalog.names)
  func failuresAgree(scheduler: String) throws {
    var (retries, waits, hits) = (0, 0, 0)
    for number in CaseCount.cases(2000) {
      var scenario = RandomCase(number, of: "failing \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      scenario = scenario.inChaos(number).withoutChance
      let log = try check(scenario.rules, scenario.arrivals)
      retries += log.retries.count
      waits += scenario.rules.replicas == 1 ? log.retries.count : 0
      hits += log.hitTokens
    }
    // The cases are of use only if these things happen in them.
    #expect(retries > 1000 && waits > 100 && hits > 500, "\(retries) retries, \(waits) of them wait, \(hits) hits")
  }

  @Test(arguments: SchedulerCatalog.names + ["picking"])
  func randomScenariosAgreeUnderAnyRulesOfTheEngine(scheduler: String) throws {
    var sums = RunLog()
    for number in CaseCount.cases(2000) {
      var scenario = RandomCase(number, of: "engine \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names).underEngineRules(
        number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      sums.hitTokens += log.hitTokens
      sums.evictions += log.evictions
      sums.preemptions += log.preemptions
      sums.swaps += log.swaps
      sums.hostTokens += log.hostTokens
      sums.remoteTokens += log.remoteTokens
    }
    // The cases are of use only if these things happen in them.
    let told = "\(sums.hitTokens) hits, \(sums.evictions) evictions, \(sums.preemptions.count) preemptions, \(sums.swaps) swaps"
    #expect(sums.hitTokens > 2000 && sums.evictions > 2000, "\(told)")
    #expect(sums.hostTokens > 200 && sums.remoteTokens > 200, "\(sums.hostTokens) \(sums.remoteTokens)")
    let reserves = Rules.reserving.contains(scheduler)
    #expect(reserves ? sums.preemptions.isEmpty : sums.preemptions.count > 200 && sums.swaps > 50, "\(told)")
  }

  @Test("Turns of sessions, whatever befalls the replicas, come when the simplest form has them come", arguments: SchedulerCatalog.names)
  func sessionsAgree(scheduler: String) throws {
    var (turns, hits, retries) = (0, 0, 0)
    for number in CaseCount.cases(1000) {
      var scenario = RandomCase(number, of: "sessions \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 3 == 0 { scenario = scenario.inChaos(number).withoutChance }
      scenario = scenario.inSessions(number)
      let log = try check(scenario.rules, scenario.arrivals)
      let waiting = scenario.arrivals.filter { $0.turn?.previous != nil }
      turns += waiting.count - (scenario.arrivals.count - log.records.count - log.rejected.count)
      hits += log.hitTokens
      retries += log.retries.count
    }
    #expect(turns > 2000 && hits > 500 && retries > 100, "\(turns) turns, \(hits) hits, \(retries) retries")
  }

  @Test(
    "Layers that keep the last tokens only, a budget of them or a state take and give back the blocks of the simplest form",
    arguments: SchedulerCatalog.names + ["picking"])
  func groupsThatForgetAgree(scheduler: String) throws {
    var (shared, preemptions, swaps) = (0, 0, 0)
    for number in CaseCount.cases(2000) {
      let routers = number % 5 == 0 ? ["round_robin", "least_requests", "least_tokens"] : RouterCatalog.names
      var scenario = RandomCase(number, of: "kept groups \(scheduler)", scheduler: scheduler, routers: routers)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 5 == 0 {
        scenario = scenario.inPipeline(number)
      } else if number % 7 == 0 {
        scenario = scenario.inChaos(number).withoutChance
      }
      scenario = scenario.keepingByGroups(number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      shared += log.hitTokens
      preemptions += log.preemptions.count
      swaps += log.swaps
    }
    let reserves = Rules.reserving.contains(scheduler)
    #expect(shared > 500 && (reserves ? preemptions == 0 : preemptions > 200 && swaps > 20), "\(shared), \(preemptions), \(swaps)")
  }

  @Test(
    "Requests that keep a budget of their prompt take, give back, move and read what the simplest form has position by position",
    arguments: RandomCase.budgeting)
  func budgetsAgree(scheduler: String) throws {
    var (shared, preemptions, swaps) = (0, 0, 0)
    for number in CaseCount.cases(2000) {
      var scenario = RandomCase(number, of: "budgets \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 7 == 0 { scenario = scenario.inChaos(number).withoutChance }
      scenario = scenario.keepingBudgets(number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      shared += log.hitTokens
      preemptions += log.preemptions.count
      swaps += log.swaps
    }
    let seldomSwaps = ["fcfs", "earliest_deadline"].contains(scheduler)
    #expect(shared > 500 && preemptions > 100 && (swaps > 10 || seldomSwaps), "\(shared), \(preemptions), \(swaps)")
  }

  @Test(
    "Steps that verify drafts give the tokens, take the blocks and end where the simplest form has them",
    arguments: Rules.speculating + ["picking", "drafting"])
  func speculationAgrees(scheduler: String) throws {
    var (preemptions, swaps, hits, gaps) = (0, 0, 0, 0)
    for number in CaseCount.cases(700) {
      var scenario = RandomCase(number, of: "speculation \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 5 == 0 { scenario = scenario.inChaos(number).withoutChance }
      scenario = scenario.speculating(number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      if scheduler == "drafting" {
        scenario.rules.custom = DraftingScheduler.self
        scenario.rules.speculation!.depth = scenario.rules.speculation!.tokens
        scenario.rules.speculation!.keepsOneSlot = false
      }
      if number % 7 == 0 { scenario.rules.gapsFromRequest = number % 10 }
      if number % 11 == 0 { scenario.rules.engine.reservesOutput = true }
      let log = try check(scenario.rules, scenario.arrivals)
      #expect(!scenario.rules.engine.reservesOutput || log.preemptions.isEmpty, "\(scenario)")
      preemptions += log.preemptions.count
      swaps += log.swaps
      hits += log.hitTokens
      gaps += log.gaps[0] ?? 0
    }
    #expect(preemptions > 200 && swaps > 8 && hits > 500 && gaps > 1000, "\(preemptions), \(swaps), \(hits), \(gaps)")
  }

  @Test(
    "Requests whose adapters come, wait and go run where and when the simplest form has them run",
    arguments: SchedulerCatalog.names.filter { $0 != "batchllm" } + ["picking"])
  func adaptersAgree(scheduler: String) throws {
    var sums = RunLog()
    for number in CaseCount.cases(300) {
      var scenario = RandomCase(number, of: "adapters \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 5 == 0 { scenario = scenario.inChaos(number).withoutChance }
      scenario = scenario.withAdapters(number)
      if number % 3 == 0 && RandomCase.budgeting.contains(scheduler) { scenario = scenario.keepingBudgets(number) }
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      sums.adapterLoads += log.adapterLoads
      sums.adapterWaits += log.adapterWaits
      sums.preemptions += log.preemptions
      sums.swaps += log.swaps
      sums.hitTokens += log.hitTokens
    }
    let told = "\(sums.adapterLoads), \(sums.adapterWaits), \(sums.preemptions.count), \(sums.swaps), \(sums.hitTokens)"
    #expect(sums.adapterLoads > 700 && sums.adapterWaits > 700 && sums.hitTokens > 300, "\(told)")
    let reserves = Rules.reserving.contains(scheduler)
    #expect(reserves ? sums.preemptions.isEmpty : sums.preemptions.count > 50 && sums.swaps > 5, "\(told)")
  }

  @Test(
    "Images are encoded where and when the simplest form has them encoded, and their results found again",
    arguments: SchedulerCatalog.names + ["picking"])
  func imagesAgree(scheduler: String) throws {
    var sums = RunLog()
    for number in CaseCount.cases(100) {
      var scenario = RandomCase(number, of: "images \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      if number % 5 == 0 { scenario = scenario.inChaos(number).withoutChance }
      if number % 7 == 0 && scheduler != "batchllm" { scenario = scenario.withAdapters(number) }
      scenario = scenario.withImages(number)
      if scheduler == "picking" { scenario.rules.custom = PickingScheduler.self }
      let log = try check(scenario.rules, scenario.arrivals)
      sums.encodedImages += log.encodedImages
      sums.imageHits += log.imageHits
      sums.preemptions += log.preemptions
      sums.hitTokens += log.hitTokens
    }
    let told = "\(sums.encodedImages), \(sums.imageHits), \(sums.preemptions.count), \(sums.hitTokens)"
    #expect(sums.encodedImages > 250 && sums.imageHits > 30 && sums.hitTokens > 200, "\(told)")
  }
}
