import Kernel
import Serving
import Testing
import Workload

/// What an engine does beside its policy, on timelines that can be reckoned by hand.
@Suite struct EngineRulesTests {
  /// Iterations of 100 ps whatever they hold.
  private func rules(_ engine: EngineRules, budget: Int = 16) -> Rules {
    var rules = Rules(budget: budget, base: 100, perToken: 0, perContext: 0)
    rules.engine = engine
    return rules
  }

  private func arrival(_ time: Int64, prompt: Int = 4, output: Int = 10) -> Arrival {
    Arrival(time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: output)
  }

  // Iterations of the first request end at 100, 200, …; what comes within one is planned two later, at an edge as well.
  @Test(arguments: [(150, 300), (199, 300), (200, 300), (201, 400), (50, 200), (1, 200)] as [(Int64, Int64)], [true, false])
  func aPlanMadeAheadSeesWhatCameBeforeTheIterationThatEnds(times: (Int64, Int64), leaps: Bool) throws {
    let ahead = rules(EngineRules(asynchronousScheduling: true))
    let run = try simulate(ahead, [arrival(0), arrival(times.0)], leaps: leaps)
    #expect(run.log.records[1]!.firstScheduled.picoseconds == times.1)
    let plain = try simulate(rules(EngineRules()), [arrival(0), arrival(times.0)], leaps: leaps)
    #expect(plain.log.records[1]!.firstScheduled.picoseconds == (times.0 + 99) / 100 * 100)
  }

  // Iterations of 100. The prompt's ends at 100; after it requests are taken in by every fifth iteration, 600 and 1100.
  @Test(arguments: [(50, 100), (101, 600), (599, 600), (600, 600), (601, 1100)] as [(Int64, Int64)], [true, false])
  func whatComesWaitsUntilRequestsAreTakenIn(times: (Int64, Int64), leaps: Bool) throws {
    let run = try simulate(rules(EngineRules(receiveInterval: 5)), [arrival(0, output: 40), arrival(times.0)], leaps: leaps)
    #expect(run.log.records[1]!.firstScheduled.picoseconds == times.1)
  }

  @Test func requestsAreTakenInAfterEveryPromptAndByAnEngineWithNothingToRun() throws {
    // The second comes while the prompt of the first is computed, the third while that of the second is, the fourth to an idle engine.
    let arrivals = [arrival(0, output: 4), arrival(60, output: 1), arrival(160, output: 1), arrival(5000, output: 1)]
    let run = try simulate(rules(EngineRules(receiveInterval: 30)), arrivals)
    #expect((0..<4).map { run.log.records[$0]!.firstScheduled.picoseconds } == [0, 100, 200, 5000])
    #expect(throws: InputError.self) { try simulate(rules(EngineRules(receiveInterval: 0)), arrivals) }
  }

  @Test func whatComesToAReplicaThatHasNothingElseIsPlannedAtOnce() throws {
    // To an idle replica, and within the last iteration of all that ran.
    let arrivals = [arrival(7, output: 1), arrival(1000, output: 1), arrival(1050, output: 1)]
    let run = try simulate(rules(EngineRules(asynchronousScheduling: true)), arrivals)
    #expect((0..<3).map { run.log.records[$0]!.firstScheduled.picoseconds } == [7, 1000, 1100])
  }

  // The first request ends at 300. Its place, the only one, or its blocks, are free for the plan made then; a plan made
  // ahead was made before, has nothing to run, and is made anew at once, unless another request runs meanwhile.
  @Test(arguments: [true, false])
  func whoEndsKeepsPlaceAndBlocksUntilThePlanIsMadeThatKnowsOfIt(leaps: Bool) throws {
    func admission(places: Int, blocks: Int, others: [Arrival], ahead: Bool) throws -> Int64 {
      var small = rules(EngineRules(asynchronousScheduling: ahead))
      (small.maximumSequences, small.kvBlocks) = (places, blocks)
      let waiting = arrival(20, prompt: 16, output: 1)
      let run = try simulate(small, [arrival(0, prompt: 4, output: 3)] + others + [waiting], leaps: leaps)
      return run.log.records[others.count + 1]!.firstScheduled.picoseconds
    }
    let other = [arrival(10, prompt: 4, output: 12)]
    for (places, blocks) in [(2, 64), (8, 6)] {
      #expect(try admission(places: places, blocks: blocks, others: other, ahead: false) == 300)
      #expect(try admission(places: places, blocks: blocks, others: other, ahead: true) == 400)
    }
    #expect(try admission(places: 1, blocks: 64, others: [], ahead: false) == 300)
    #expect(try admission(places: 1, blocks: 64, others: [], ahead: true) == 300)
  }

  // Blocks of 4 tokens, 20 of them. Prompts of 4 with outputs of 12 grow to 16 tokens, 4 blocks: five fit with their outputs.
  @Test func nothingIsAdmittedWhoseWholeOutputHasNoRoomAndNothingGivesWay() throws {
    func run(_ reserves: Bool) throws -> (preemptions: Int, running: Int, blocks: Int) {
      var small = rules(EngineRules(prefixCaching: false, reservesOutput: reserves), budget: 64)
      (small.kvBlocks, small.maximumSequences, small.watermark) = (20, 32, 0)
      let arrivals = (0..<12).map { _ in arrival(0, prompt: 4, output: 12) }
      let replica = try #require(try simulate(small, arrivals).outcome.replicas.first)
      return (Int(replica.preemptions), Int(replica.peakRunning), Int(replica.peakKVBlocks))
    }
    let (guaranteed, paged) = (try run(true), try run(false))
    #expect(guaranteed.preemptions == 0 && guaranteed.running == 5)
    #expect(paged.preemptions > 0 && paged.running > guaranteed.running)
    #expect(guaranteed.blocks == 20)
  }

  @Test(arguments: ["sarathi", "fcfs", "hybrid_only", "shortest_job_first"])
  func withOutputsSetAsideNoRequestIsEverPreempted(scheduler: String) throws {
    var preempted = 0
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "guaranteed \(scheduler)", scheduler: scheduler, routers: ["round_robin"])
      preempted += try simulate(scenario.rules, scenario.arrivals).outcome.replicas.reduce(0) { $0 + Int($1.preemptions) }
      scenario.rules.engine.reservesOutput = true
      let run = try simulate(scenario.rules, scenario.arrivals)
      #expect(run.outcome.replicas.allSatisfy { $0.preemptions == 0 })
    }
    #expect(preempted > 0, "the cases are hard enough")
  }

  @Test(arguments: SchedulerCatalog.names)
  func delaysShiftWhatTheClientSeesAndNothingElse(scheduler: String) throws {
    for number in 0..<500 {
      let scenario = RandomCase(number, of: "delays \(scheduler)", scheduler: scheduler, routers: ["round_robin"])
      let (before, after) = (Duration(picoseconds: Int64(number % 7) * 100), Duration(picoseconds: Int64(number % 5) * 333))
      var delayed = scenario
      delayed.rules.engine = EngineRules(frontEndDelay: before, deliveryDelay: after)
      var near = try simulate(scenario.rules, scenario.arrivals)
      let far = try simulate(delayed.rules, delayed.arrivals)
      for index in near.outcome.replicas.indices { near.outcome.replicas[index].onTime = far.outcome.replicas[index].onTime }
      let shifted = near.log.records.mapValues { record in
        var copy = record
        copy.firstScheduled += before
        copy.firstToken += before + after
        copy.finish += before + after
        return copy
      }
      #expect(far.log.records == shifted && far.log.gaps == near.log.gaps, "\(delayed)")
      #expect(far.log.iterations == near.log.iterations.map { [$0[0], $0[1] + before.picoseconds, $0[2], $0[3], $0[4]] })
      #expect(far.outcome.replicas == near.outcome.replicas, "\(delayed)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func anyRulesKeepWhatEveryRunPromises(scheduler: String) throws {
    for number in 0..<1000 {
      let scenario = RandomCase(number, of: "sound \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .underEngineRules(number)
      expectSound(try simulate(scenario.rules, scenario.arrivals), of: scenario)
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aClosedLoopSendsTheNextRequestWhenAnAnswerIsThere(scheduler: String) throws {
    for number in 0..<500 {
      let scenario = RandomCase(number, of: "closed engine \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .underEngineRules(number)
      let concurrency = 1 + number % 7
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, concurrency: concurrency)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, concurrency: concurrency)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario, inOrder: false)
      let records = leaping.log.records.values.sorted { $0.request < $1.request }
      let ends = records.map(\.finish).sorted()
      for (place, record) in records.enumerated() {
        #expect(record.arrival == (place < concurrency ? .start : ends[place - concurrency]), "\(scenario)")
        #expect(record.firstScheduled - record.arrival >= scenario.rules.engine.frontEndDelay, "\(scenario)")
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aCutRunAndItsSeriesDoNotDependOnLeaping(scheduler: String) throws {
    for number in 0..<500 {
      let scenario = RandomCase(number, of: "cut engine \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .underEngineRules(number)
      let whole = try simulate(scenario.rules, scenario.arrivals)
      let horizon = Instant(picoseconds: whole.log.end * Int64(number % 10) / 9)
      let bin = Duration(picoseconds: 83)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, seriesBin: bin, horizon: horizon)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, seriesBin: bin, horizon: horizon)
      #expect(leaping.samples == plain.samples && leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      #expect(leaping.log.records == whole.log.records.filter { $0.value.finish <= horizon }, "\(scenario)")
      for sample in leaping.samples {
        let rejected = leaping.log.rejected.count { scenario.arrivals[$0].time <= sample.time }
        #expect(sample.waiting + sample.running + sample.inTransit == sample.arrived - sample.finished - rejected, "\(scenario)")
      }
    }
  }

  @Test func aPromptThatTakesItsBlocksByTheChunkHoldsNoMoreThanItHasComputed() throws {
    // 12 tokens in chunks of 4 over blocks of 4; seen within the second and the third iteration, and cut within the first.
    for (whole, blocks) in [(true, [3, 3, 3]), (false, [1, 2, 3])] {
      var small = rules(EngineRules(reservesWholePrompt: whole), budget: 4)
      small.maximumSequences = 4
      let arrivals = [arrival(0, prompt: 12, output: 1)]
      let run = try simulate(small, arrivals, seriesBin: Duration(picoseconds: 101))
      #expect(run.samples.prefix(2).map(\.kvBlocksUsed) == Array(blocks[1...]))
      #expect(run.outcome.replicas[0].peakKVBlocks == 3)
      let cut = try simulate(small, arrivals, horizon: Instant(picoseconds: 50))
      #expect(cut.outcome.replicas[0].peakKVBlocks == blocks[0])
    }
  }

  @Test func whoFindsNoBlockForItsNextChunkGivesWayUnlessItHadToFitWhole() throws {
    // Nine blocks: the first request grows to all of them while the second, of four chunks, comes in behind it.
    let arrivals = [arrival(0, prompt: 16, output: 20), arrival(150, prompt: 16, output: 2)]
    func preemptions(_ engine: EngineRules) throws -> Int {
      var small = rules(engine, budget: 5)
      (small.kvBlocks, small.maximumSequences) = (9, 4)
      let run = try simulate(small, arrivals)
      #expect(run.log.records.count == 2)
      return run.log.preemptions.count
    }
    #expect(try preemptions(EngineRules(reservesWholePrompt: false)) > 0)
    #expect(try preemptions(EngineRules(reservesWholePrompt: false, admissionNeedsWholePrompt: true)) <= 1)
    #expect(try preemptions(EngineRules()) <= 1)
  }

  @Test func whoIsPlannedAlreadyDoesNotGiveWayWhateverTheOrder() throws {
    // The newest prompt goes on first, so the one that finds no block is older than those planned and gives way itself.
    var preemptions = 0
    for number in 0..<1000 {
      var scenario = RandomCase(number, of: "backwards", scheduler: "backwards").underEngineRules(number)
      scenario.rules.custom = BackwardsScheduler.self
      scenario.rules.engine.reservesWholePrompt = false
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario)
      preemptions += leaping.log.preemptions.count
    }
    #expect(preemptions > 1000)
  }

  @Test func delaysBeforeTheirCauseAreRefused() {
    for engine in [EngineRules(frontEndDelay: Duration(picoseconds: -1)), EngineRules(deliveryDelay: Duration(picoseconds: -1))] {
      #expect(throws: InputError.self) { try simulate(rules(engine), [arrival(0)]) }
    }
    #expect(throws: InputError.self) { try simulate(rules(EngineRules(frontEndDelay: .longest)), [arrival(100)]) }
    #expect(throws: InputError.self) { try simulate(rules(EngineRules(deliveryDelay: .longest)), [arrival(100)]) }
  }
}
