import Kernel
import Record
import Serving
import Testing
import Workload

/// What must change, and how, when the question is changed in a way whose answer is known.
@Suite struct MetamorphicTests {
  /// Routers whose choices do not depend on a rounded prediction of time.
  private static let exactRouters = RouterCatalog.names.filter { $0 != "shortest_queue" }

  private func scaled(_ record: RequestRecord, by factor: Int64) -> RequestRecord {
    var copy = record
    for path in [\RequestRecord.arrival, \.firstScheduled, \.firstToken, \.finish] { copy[keyPath: path].picoseconds *= factor }
    return copy
  }

  @Test(arguments: SchedulerCatalog.names, [Int64(2), 3, 1000])
  func aSlowerClockScalesEveryInstantExactly(scheduler: String, factor: Int64) throws {
    for number in 0..<200 {
      let scenario = RandomCase(number, of: "scale \(scheduler)", scheduler: scheduler, routers: Self.exactRouters)
        .withPromptsAlone(number).treatedAtTimes(number)
      var slow = scenario
      slow.rules = slow.rules.slowed(by: factor)
      for index in slow.arrivals.indices { slow.arrivals[index].time.picoseconds *= factor }
      for (name, value) in slow.rules.schedulerParameters {
        if case .duration(let time) = value { slow.rules.schedulerParameters[name] = .duration(time * Int(factor)) }
      }
      for index in slow.rules.classes.indices {
        slow.rules.classes[index].firstTokenDue = slow.rules.classes[index].firstTokenDue.map { $0 * Int(factor) }
      }
      let fast = try simulate(scenario.rules, scenario.arrivals)
      let run = try simulate(slow.rules, slow.arrivals)
      #expect(run.log.records == fast.log.records.mapValues { scaled($0, by: factor) }, "\(scenario)")
      #expect(run.log.gaps == Dictionary(uniqueKeysWithValues: fast.log.gaps.map { ($0.key * factor, $0.value) }), "\(scenario)")
      #expect(run.log.iterations.map { [$0[0], $0[3], $0[4]] } == fast.log.iterations.map { [$0[0], $0[3], $0[4]] }, "\(scenario)")
      #expect(run.log.preemptions.count == fast.log.preemptions.count && run.log.rejected == fast.log.rejected, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aLaterStartShiftsEveryInstant(scheduler: String) throws {
    let shift = Duration.seconds(3600)
    for number in 0..<200 {
      let scenario = RandomCase(number, of: "shift \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names).treatedAtTimes(
        number)
      var later = scenario.arrivals
      for index in later.indices { later[index].time += shift }
      let early = try simulate(scenario.rules, scenario.arrivals)
      let late = try simulate(scenario.rules, later)
      let shifted = early.log.records.mapValues { record in
        var copy = record
        for path in [\RequestRecord.arrival, \.firstScheduled, \.firstToken, \.finish] { copy[keyPath: path] += shift }
        return copy
      }
      #expect(late.log.records == shifted && late.log.gaps == early.log.gaps, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func replicasThatTakeTurnsAreReplicasAlone(scheduler: String) throws {
    // Round robin looks at nothing, so each replica does what it would do alone with every n-th request.
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "alone \(scheduler)", scheduler: scheduler, routers: ["round_robin"])
        .treatedAtTimes(number, drawsAdapters: false)
      if scenario.rules.speculation != nil { continue }
      // Classes are drawn by a request's number, which is another one when it is alone.
      scenario.rules.classes = []
      let together = try simulate(scenario.rules, scenario.arrivals)
      var alone = scenario.rules
      alone.replicas = 1
      for replica in 0..<scenario.rules.replicas {
        let ids = stride(from: replica, to: scenario.arrivals.count, by: scenario.rules.replicas)
        let run = try simulate(alone, ids.map { scenario.arrivals[$0] })
        for (place, id) in ids.enumerated() {
          var expected = run.log.records[place]
          expected?.request = id
          expected?.replica = replica
          #expect(together.log.records[id] == expected, "\(scenario)")
        }
        var sums = (together.result.replicas[replica], run.result.replicas[0])
        (sums.0.joules, sums.0.onTime) = (sums.1.joules, sums.1.onTime)
        #expect(sums.0 == sums.1, "\(scenario)")
      }
    }
  }

  // SARATHI has one prompt at a time, so that who comes first matters.
  @Test(arguments: SchedulerCatalog.names.filter { $0 != "sarathi_fixed" })
  func theOrderOfSimultaneousRequestsDoesNotMatterWhereThereIsRoomForAll(scheduler: String) throws {
    // All come together and are admitted together; from then on each request's end depends on its own lengths only.
    var rules = Rules(scheduler: scheduler, kvBlocks: 10_000, maximumSequences: 40, budget: 10_000)
    rules.modelTokens = 300
    var stream = RandomStream(seed: 21, name: "permutation")
    for _ in 0..<100 {
      var arrivals = (0..<30).map { _ in
        Arrival(time: .start, promptTokens: 1 + stream.integer(below: 50), outputTokens: 1 + stream.integer(below: 50))
      }
      let first = try simulate(rules, arrivals)
      arrivals.shuffle(using: &stream)
      let second = try simulate(rules, arrivals)
      let ends = { (run: EngineRun) in
        run.log.records.values.map { [$0.promptTokens, $0.outputTokens, Int($0.firstToken.picoseconds), Int($0.finish.picoseconds)] }
          .sorted { $0.lexicographicallyPrecedes($1) }
      }
      #expect(ends(first) == ends(second))
      #expect(first.log.iterations == second.log.iterations && first.log.gaps == second.log.gaps)
    }
  }

  @Test(arguments: SchedulerCatalog.names, ["least_requests", "least_tokens", "shortest_queue", "round_robin"])
  func oneMoreReplicaNeverHurtsEqualRequestsThatComeTogether(scheduler: String, router: String) throws {
    // n equal requests at once are dealt out evenly, and a replica with k of them needs base + k x (per token) a step: fewer
    // on the fullest replica is never slower. (It is not true of every load: unequal requests may be dealt out worse.)
    for requests in [1, 2, 5, 12, 13] {
      let arrivals = (0..<requests).map { _ in Arrival(time: .start, promptTokens: 8, outputTokens: 6) }
      var previous: EngineRun?
      for replicas in 1...(requests + 2) {
        var rules = Rules(scheduler: scheduler, router: router, replicas: replicas, kvBlocks: 10_000, maximumSequences: 40, budget: 10_000)
        (rules.perContext, rules.modelTokens) = (2, 300)
        let run = try simulate(rules, arrivals)
        let counts = run.outcome.replicas.map(\.routed)
        #expect(counts.max()! == (requests + replicas - 1) / replicas && counts.max()! - counts.min()! <= 1)
        if let previous {
          #expect(run.log.end <= previous.log.end)
          let total = { (run: EngineRun) in run.log.records.values.reduce(0) { $0 + ($1.finish - $1.arrival).picoseconds } }
          #expect(total(run) <= total(previous))
        }
        previous = run
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aDearerContextCostsASingleRequestExactlyItsContext(scheduler: String) throws {
    // Steps 2 … m read p + 1 … p + m - 1 tokens of context; with a window each token within it is charged once more.
    var stream = RandomStream(seed: 22, name: "context")
    for _ in 0..<200 {
      let (prompt, output) = (1 + stream.integer(below: 60), 1 + stream.integer(below: 200))
      let arrivals = [Arrival(time: .start, promptTokens: prompt, outputTokens: output)]
      for window in [Int.max, 30] {
        var rules = Rules(scheduler: scheduler, kvBlocks: 10_000, budget: 10_000)
        rules.modelTokens = 300
        let context = (0..<(output - 1)).reduce(0) { sum, step in
          let tokens = prompt + 1 + step
          return sum + tokens + (window == .max ? 0 : min(tokens, window))
        }
        let ends = try [0, 1, 2, 4].map { (perContext: Int64) in
          rules.perContext = perContext
          rules.cappedGroups = window == .max ? [] : [.init(readCap: window, perContextToken: Duration(picoseconds: perContext))]
          return try simulate(rules, arrivals).log.end
        }
        for (perContext, end) in zip([Int64(0), 1, 2, 4], ends) { #expect(end - ends[0] == perContext * Int64(context)) }
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func memoryForEverybodyPreemptsNobodyAndMoreOfItChangesNothing(scheduler: String) throws {
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "memory \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
        .treatedAtTimes(number)
      scenario.rules.budget += 100
      let (layout, ahead) = (scenario.rules.layout, scenario.rules.speculation.map { 2 * $0.tokens + 1 } ?? 0)
      let blocks = scenario.arrivals.map {
        layout.blocks(forTokens: $0.promptTokens + $0.outputTokens + ahead, blockTokens: scenario.rules.blockTokens)
      }
      scenario.rules.kvBlocks = blocks.reduce(scenario.rules.watermark, +)
      if Rules.reserving.contains(scheduler) {
        // Everybody is given room for the longest request there can be.
        let tokens = scenario.arrivals.map { $0.promptTokens + $0.outputTokens }
        scenario.rules.modelTokens = max(70, tokens.max() ?? 0)
        let longest = (scenario.rules.modelTokens + scenario.rules.blockTokens - 1) / scenario.rules.blockTokens
        scenario.rules.kvBlocks = scenario.rules.watermark + longest * scenario.arrivals.count
        scenario.rules.schedulerParameters = [:]
      }
      // What a batch takes by the memory in use depends on how much there is.
      if scheduler == "batchllm" { scenario.rules.schedulerParameters["memory_centric"] = .flag(false) }
      let enough = try simulate(scenario.rules, scenario.arrivals)
      #expect(enough.log.preemptions.isEmpty && enough.log.rejected.isEmpty, "\(scenario)")
      scenario.rules.kvBlocks *= 1000
      #expect(try simulate(scenario.rules, scenario.arrivals).log == enough.log, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names.filter { $0 != "batchllm" })
  func adaptersThatCostNothingAndAllHaveASlotChangeNothing(scheduler: String) throws {
    var loads = 0
    for number in 0..<200 {
      let plain = RandomCase(number, of: "free adapters \(scheduler)", scheduler: scheduler, routers: Self.exactRouters)
      var free = plain.withAdapters(number)
      (free.rules.perAdapter, free.rules.perAdapterRow) = (0, 0)
      let count = free.rules.adapters!.count
      free.rules.adapters = AdapterRules(count: count, slots: count, kinds: [.init(rank: 3, loadTime: .zero)])
      // A router that looks at adapters sends requests elsewhere for them.
      if free.rules.router == "adapter_affinity" { continue }
      let (without, with) = (try simulate(plain.rules, plain.arrivals), try simulate(free.rules, free.arrivals))
      loads += with.log.adapterLoads
      #expect(with.log.records == without.log.records && with.log.iterations == without.log.iterations, "\(free)")
      free.rules.adapters?.slots += 5
      #expect(try simulate(free.rules, free.arrivals).log == with.log, "\(free)")
    }
    #expect(loads > 200)
  }

  @Test(arguments: SchedulerCatalog.names)
  func imagesThatCostNothingAreTextOfTheirLength(scheduler: String) throws {
    var images = 0
    for number in 0..<100 {
      var free = RandomCase(number, of: "free images \(scheduler)", scheduler: scheduler, routers: Self.exactRouters).withImages(number)
      free.rules.perImage = 0
      var text = free
      (text.rules.imageLoad, text.rules.encoder) = (nil, nil)
      for index in text.arrivals.indices { text.arrivals[index].images = 0 }
      let (with, without) = (try simulate(free.rules, free.arrivals), try simulate(text.rules, text.arrivals))
      images += with.log.encodedImages + with.log.imageHits
      #expect(with.log.records == without.log.records && with.log.iterations == without.log.iterations, "\(free)")
      #expect(with.log.encoderTime == 0 && without.log.encodedImages == 0)
      // A cache changes which images are encoded, and not how many are looked at.
      free.rules.encoder?.cacheBytes = 1_000_000
      let kept = try simulate(free.rules, free.arrivals)
      #expect(kept.log.records == with.log.records && kept.log.encodedImages <= with.log.encodedImages, "\(free)")
      #expect(kept.log.encodedImages + kept.log.imageHits == with.log.encodedImages + with.log.imageHits, "\(free)")
    }
    #expect(images > 200, "\(images)")
  }
}
