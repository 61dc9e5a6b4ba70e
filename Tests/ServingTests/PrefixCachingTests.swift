import Kernel
import Serving
import Testing
import Workload

/// Prompts that share their beginnings: what is computed once is found again, as long as there is room to keep it.
@Suite struct PrefixCachingTests {
  private func rules(kvBlocks: Int = 1000, blockTokens: Int = 4, promptBlockTokens: Int = 4, caching: Bool = true) -> Rules {
    var rules = Rules(kvBlocks: kvBlocks, blockTokens: blockTokens, budget: 1000, base: 100, perToken: 1, perContext: 0)
    rules.engine.prefixCaching = caching
    rules.promptBlockTokens = promptBlockTokens
    return rules
  }

  private func arrival(_ time: Int64, _ prompt: Int, _ blocks: [UInt64], output: Int = 1) -> Arrival {
    Arrival(time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: output, blockHashes: blocks)
  }

  private func cached(_ run: EngineRun) -> [Int] {
    run.log.records.values.sorted { $0.request < $1.request }.map(\.cachedTokens)
  }

  @Test func aHundredTextsThatComeRoundAreComputedOnce() throws {
    // Each of 12 tokens over blocks of 4: the last block is computed anew each time, for a token must be.
    let arrivals = (0..<1000).map { index in
      arrival(Int64(index) * 1000, 12, (0..<3).map { UInt64(index % 100 * 10 + $0) })
    }
    let run = try simulate(rules(kvBlocks: 4000), arrivals)
    #expect(cached(run) == (0..<1000).map { $0 < 100 ? 0 : 8 })
    let replica = run.outcome.replicas[0]
    #expect(replica.cacheHitTokens == 900 * 8 && replica.cacheQueriedTokens == 1000 * 12 && replica.cacheEvictions == 0)
    #expect(replica.prefillTokens == 1000 * 12 - 900 * 8)
    // A cache that holds 99 texts and their copies' ends forgets each just before it comes again (LRU's worst case).
    let small = try simulate(rules(kvBlocks: 250), arrivals)
    #expect(small.outcome.replicas[0].cacheHitTokens == 0 && small.outcome.replicas[0].cacheEvictions > 2000)
  }

  @Test func withRoomForEverythingWhatIsSparedIsWhatPromptsHaveInCommon() throws {
    for number in CaseCount.cases(300) {
      let scenario = RandomCase(number, of: "common", scheduler: "sarathi", routers: ["round_robin"])
        .underEngineRules(number, sharing: true)
      var rules = scenario.rules
      (rules.kvBlocks, rules.replicas) = (100_000, 1)
      // One after another, so that each finds all that came before.
      let arrivals = scenario.arrivals.enumerated().map { index, arrival in
        var copy = arrival
        copy.time = Instant(picoseconds: Int64(index) * 1_000_000)
        return copy
      }
      let parts = rules.promptBlockTokens / rules.blockTokens
      var known: Set<[UInt64]> = []
      let expected = arrivals.map { arrival in
        let named = min(arrival.promptTokens / rules.blockTokens, arrival.blockHashes.count * parts)
        let text = { (block: Int) in Array(arrival.blockHashes[...(block / parts)]) + [UInt64(block)] }
        let limit = min(named, (arrival.promptTokens - 1) / rules.blockTokens)
        let found = (0..<limit).first { !known.contains(text($0)) } ?? limit
        for block in 0..<named { known.insert(text(block)) }
        return found * rules.blockTokens
      }
      let run = try simulate(rules, arrivals)
      #expect(cached(run) == expected, "\(rules) \(arrivals)")
      #expect(run.log.hitTokens == expected.reduce(0, +), "\(rules) \(arrivals)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func promptsThatShareNothingRunAsWithoutACache(scheduler: String) throws {
    for number in CaseCount.cases(500) {
      // A router that hashes the prompt would send it elsewhere.
      let routers = RouterCatalog.names.filter { $0 != "prefix_hash" }
      var scenario = RandomCase(number, of: "unique \(scheduler)", scheduler: scheduler, routers: routers)
      scenario.rules.promptBlockTokens = scenario.rules.blockTokens
      let without = try simulate(scenario.rules, scenario.arrivals)
      for index in scenario.arrivals.indices where index % 4 > 0 {
        let blocks = scenario.arrivals[index].promptTokens / scenario.rules.blockTokens
        scenario.arrivals[index].blockHashes = (0..<blocks).map { UInt64(1000 * index + $0) }
      }
      scenario.rules.engine.prefixCaching = true
      let with = try simulate(scenario.rules, scenario.arrivals)
      #expect(with.log.records.values.allSatisfy { $0.cachedTokens == 0 }, "\(scenario)")
      // A preempted request may find its own prompt again, which spares it work; nobody else finds anything.
      if without.log.preemptions.isEmpty {
        #expect(with.outcome.digest == without.outcome.digest && with.log.records == without.log.records, "\(scenario)")
        #expect(with.log.iterations == without.log.iterations && with.log.gaps == without.log.gaps, "\(scenario)")
        #expect(with.outcome.replicas.map(\.peakKVBlocks) == without.outcome.replicas.map(\.peakKVBlocks), "\(scenario)")
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func withoutIdentitiesOnlyThePreemptedFindAnything(scheduler: String) throws {
    var found = 0
    for number in CaseCount.cases(500) {
      var scenario = RandomCase(number, of: "nameless \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      scenario.rules.promptBlockTokens = scenario.rules.blockTokens
      let without = try simulate(scenario.rules, scenario.arrivals)
      scenario.rules.engine.prefixCaching = true
      var with = try simulate(scenario.rules, scenario.arrivals)
      #expect(with.log.records.values.allSatisfy { $0.preemptions > 0 || $0.cachedTokens == 0 }, "\(scenario)")
      found += with.log.hitTokens
      if !without.log.preemptions.isEmpty { continue }
      #expect(with.log.hitTokens == 0 && with.log.evictions == 0, "\(scenario)")
      with.log.queriedTokens = 0
      for index in with.outcome.replicas.indices { with.outcome.replicas[index].cacheQueriedTokens = 0 }
      #expect(with.log == without.log && with.outcome == without.outcome, "\(scenario)")
    }
    #expect((found > 0) != Rules.reserving.contains(scheduler), "a preempted request finds blocks of its own")
  }

  @Test func aPreemptedRequestFindsTheBlocksThatNobodyTookMeanwhile() throws {
    // Eight blocks of 4. Two prompts of 8 tokens grow until the ninth block is asked for; the second request then goes, with
    // 16 tokens in 4 whole blocks. Until the first one ends, it takes as many of these as it needs, the last ones first.
    for (output, blocksTaken) in [(10, 1), (14, 2), (18, 3)] {
      let arrivals = [arrival(0, 8, [], output: output), arrival(0, 8, [], output: 20)]
      let runs = try [true, false].map { try simulate(rules(kvBlocks: 8, caching: $0), arrivals) }
      #expect(runs.allSatisfy { $0.log.preemptions.count == 1 && $0.log.records[1]!.preemptions == 1 })
      #expect(runs[0].log.hitTokens == (4 - blocksTaken) * 4 && runs[1].log.hitTokens == 0, "\(output) tokens")
      let prefilled = runs.map { $0.outcome.replicas[0].prefillTokens }
      #expect(prefilled[0] + runs[0].log.hitTokens == prefilled[1], "what is found again is not computed again")
    }
  }

  @Test func ofAPromptTheEndIsForgottenBeforeTheBeginningAndTheOldestFirst() throws {
    // Ten blocks: texts 1 and 2 take five each, their last one partly filled and so without a name.
    let texts = (1...3).map { text in (0..<4).map { UInt64(10 * text + $0) } }
    func found(_ again: Int) throws -> Int {
      let arrivals = [
        arrival(0, 17, texts[0]), arrival(1000, 17, texts[1]), arrival(2000, 16, texts[2]), arrival(3000, 17, texts[again]),
      ]
      return try simulate(rules(kvBlocks: 10), arrivals).log.records[3]!.cachedTokens
    }
    // The queue of free blocks before text 3, the first to go first: one nameless, the four of text 1 from its end, one
    // nameless, the four of text 2. Text 3 takes the first four of them, so that of text 1 its first block is left.
    #expect(try found(0) == 4)
    #expect(try found(1) == 16)
    #expect(try found(2) == 16)
  }

  @Test func requestsOfOnePlanShareAndAreHeldOnce() throws {
    // Nine tokens in common over blocks of 4: two blocks shared by all, a third each of its own.
    let arrivals = (0..<4).map { _ in arrival(0, 9, [1, 2], output: 3) }
    for (caching, blocks) in [(true, 2 + 4), (false, 3 * 4)] {
      let run = try simulate(rules(caching: caching), arrivals)
      #expect(cached(run) == (caching ? [0, 8, 8, 8] : [0, 0, 0, 0]))
      #expect(run.outcome.replicas[0].peakKVBlocks == blocks)
    }
  }

  @Test func aLargerBlockOfTheLoadIsThatManyOfTheReplicas() throws {
    // The same load told in blocks of 12 tokens, and told in three times as many blocks of 4.
    for number in CaseCount.cases(300) {
      var stream = RandomStream(seed: 8, name: "blocks", substream: UInt64(number))
      let coarse = (0..<20).map { index in
        let prompt = 1 + stream.integer(below: 60)
        return arrival(
          Int64(index * stream.integer(below: 2000)), prompt, (0..<(prompt / 12)).map { UInt64(stream.integer(below: 2) + 2 * $0) },
          output: 1 + stream.integer(below: 30))
      }.sorted { $0.time < $1.time }
      let fine = coarse.map { arrival in
        var copy = arrival
        copy.blockHashes = arrival.blockHashes.flatMap { [3 * $0, 3 * $0 + 1, 3 * $0 + 2] }
        return copy
      }
      let first = try simulate(rules(kvBlocks: 60, promptBlockTokens: 12), coarse)
      let second = try simulate(rules(kvBlocks: 60, promptBlockTokens: 4), fine)
      #expect(first.log == second.log && first.outcome == second.outcome)
      #expect(first.log.hitTokens > 0)
    }
  }

  @Test func aPolicyIsToldWhatTheCacheHolds() throws {
    // The third has most in common with the first and goes before the second, which came earlier and shares one block.
    var eager = rules()
    (eager.scheduler, eager.custom) = ("eager_sharing", EagerSharingScheduler.self)
    let arrivals = [arrival(0, 17, [1, 2, 3, 4]), arrival(50, 17, [1, 9, 9, 9]), arrival(51, 17, [1, 2, 3, 8])]
    let run = try simulate(eager, arrivals)
    #expect(cached(run) == [0, 4, 12])
    #expect(run.log.records[2]!.firstScheduled < run.log.records[1]!.firstScheduled)
  }

  @Test func aPolicyThatLooksThroughTheQueueRunsUnderAnyRules() throws {
    for number in CaseCount.cases(1000) {
      var scenario = RandomCase(number, of: "eager", scheduler: "eager_sharing", routers: RouterCatalog.names).underEngineRules(number)
      scenario.rules.custom = EagerSharingScheduler.self
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario)
    }
  }

  @Test func aRequestThatLostItsPlaceFindsItsOwnPromptAgain() throws {
    var found = 0
    for number in CaseCount.cases(300) {
      var scenario = RandomCase(number, of: "own", scheduler: "sarathi", routers: ["round_robin"])
      scenario.rules.promptBlockTokens = scenario.rules.blockTokens
      scenario.rules.engine.prefixCaching = true
      for index in scenario.arrivals.indices {
        let blocks = scenario.arrivals[index].promptTokens / scenario.rules.blockTokens
        scenario.arrivals[index].blockHashes = (0..<blocks).map { UInt64(1000 * index + $0) }
      }
      let run = try simulate(scenario.rules, scenario.arrivals)
      #expect(run.log.hitTokens == 0 || !run.log.preemptions.isEmpty, "\(scenario)")
      found += run.log.hitTokens
    }
    #expect(found > 0)
  }

  @Test func blocksThatDoNotFitEachOtherAreRefused() {
    let arrivals = [arrival(0, 20, [1])]
    #expect(throws: InputError.self) { try simulate(rules(blockTokens: 8, promptBlockTokens: 12), arrivals) }
    #expect(throws: InputError.self) { try simulate(rules(promptBlockTokens: 0), arrivals) }
    #expect(throws: InputError.self) {
      var simulation = try Simulation(
        cluster: rules().cluster, source: ArrivalList(arrivals), options: SimulationOptions(promptBlockTokens: nil))
      return try simulation.run()
    }
    // Without a cache nobody asks.
    #expect(throws: Never.self) { try simulate(rules(blockTokens: 8, promptBlockTokens: 12, caching: false), arrivals) }
  }
}
