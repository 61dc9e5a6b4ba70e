import Kernel
import Record
import Serving
import Testing
import Workload

/// BatchLLM's published behaviours: what grouping, ordering and memory-centric batching do to an offline batch.
@Suite struct BatchLLMTests {
  /// `prefixes` texts of 2,000 tokens, `degree` prompts each with 200 tokens of their own, shuffled, all at once.
  private func batch(prefixes: Int, degree: Int, output: LengthDistribution = .constant(10)) throws -> [Arrival] {
    let shared = SharedPrefixes(
      levels: [.init(tokens: .constant(2000), degree: .constant(degree))], ownTokens: .constant(200), outputTokens: output)
    var source = try WorkloadSpecification(
      origin: .sharedPrefixes(shared, arrivals: .atOnce, requests: prefixes * degree)
    ).makeSource(seed: 42)
    var arrivals: [Arrival] = []
    while let arrival = try source.next() { arrivals.append(arrival) }
    return arrivals
  }

  private func rules(_ scheduler: String, kvBlocks: Int, _ parameters: [String: ParameterValue] = [:]) -> Rules {
    var rules = Rules(
      scheduler: scheduler, kvBlocks: kvBlocks, blockTokens: 16, maximumSequences: 64, budget: 2048, base: 5_000_000, perToken: 10_000,
      perContext: 20)
    rules.engine = EngineRules(prefixCaching: true, reservesWholePrompt: false)
    rules.promptBlockTokens = 16
    rules.schedulerParameters = parameters
    return rules
  }

  private func saving(_ run: EngineRun) -> Double {
    Double(run.outcome.replicas[0].cacheHitTokens) / Double(run.outcome.replicas[0].cacheQueriedTokens)
  }

  @Test(
    "The saving is exact at every degree, in memory for a few prefixes",
    arguments: [(2, 45.5), (4, 68.2), (8, 79.5), (16, 85.2), (32, 88.1)])
  func theSavingIsExact(degree: Int, percent: Double) throws {
    let run = try simulate(rules("batchllm", kvBlocks: 1500), try batch(prefixes: 12, degree: degree))
    #expect((saving(run) * 1000).rounded() / 10 == percent)
    #expect(run.outcome.replicas[0].cacheHitTokens == 12 * (degree - 1) * 2000)
    #expect(run.outcome.finished == 12 * degree)
  }

  @Test("LRU loses the saving where prefixes do not fit, and not where they do; groups keep it in both")
  func lruLosesWhatDoesNotFit() throws {
    // As Llama-2-7B's multi-head KV holds 56 of 400 prefixes on 80 GB and Qwen2.5-7B's grouped one all: here 8 of 60, or all.
    let arrivals = try batch(prefixes: 60, degree: 16)
    for scheduler in ["sarathi", "fcfs"] {
      var (few, all) = (rules(scheduler, kvBlocks: 8 * 125 + 400), rules(scheduler, kvBlocks: 60 * 125 + 4000))
      (few.budget, all.budget) = (2304, 2304)
      #expect(saving(try simulate(few, arrivals)) < 0.35, "\(scheduler)")
      #expect(saving(try simulate(all, arrivals)) > 0.84, "\(scheduler)")
    }
    for kvBlocks in [8 * 125 + 400, 60 * 125 + 4000] {
      #expect((saving(try simulate(rules("batchllm", kvBlocks: kvBlocks), arrivals)) * 1000).rounded() / 10 == 85.2)
    }
    // Without groups it is a queue with an LRU cache like any other.
    #expect(saving(try simulate(rules("batchllm", kvBlocks: 8 * 125 + 400, ["group": .flag(false)]), arrivals)) < 0.35)
  }

  @Test("A group's prefix stays until its last member has ended, though strangers need all other memory in between")
  func thePrefixIsPinned() throws {
    // One sequence at a time, a member between every two strangers, each of which needs half of the memory.
    let members = try batch(prefixes: 1, degree: 4)
    var arrivals: [Arrival] = []
    for (number, member) in members.enumerated() {
      let texts = (0..<2).map { stranger in (0..<150).map { UInt64(1 << 58 | (2 * number + stranger) << 20 | $0) } }
      arrivals.append(member)
      arrivals += texts.map { Arrival(time: .start, promptTokens: 2400, outputTokens: 3, blockHashes: $0) }
    }
    func cached(commonTokens: Int) throws -> [Int] {
      var rules = rules("grouping", kvBlocks: 300, ["common_tokens": .tokens(commonTokens)])
      (rules.custom, rules.maximumSequences) = (GroupingScheduler.self, 1)
      let records = try simulate(rules, arrivals).log.records.values.sorted { $0.request < $1.request }
      return records.filter { $0.promptTokens == 2200 }.map(\.cachedTokens)
    }
    #expect(try cached(commonTokens: 2000) == [0, 2000, 2000, 2000])
    #expect(try cached(commonTokens: 0).allSatisfy { $0 < 2000 }, "the strangers have taken some of it")
  }

  @Test("A group that does not begin alike, or is made twice, is a fault of the policy")
  func wrongGroupsAreFaults() throws {
    let members = try batch(prefixes: 1, degree: 4)
    for (parameters, words) in [
      (["common_tokens": ParameterValue.tokens(2016)], "does not begin with"), (["common_tokens": .tokens(2001)], "does not begin with"),
      (["common_tokens": .tokens(1_000_000)], "does not begin with"),
      (["common_tokens": .tokens(2000), "twice": .flag(true)], "grouped twice"),
    ] {
      var rules = rules("grouping", kvBlocks: 300, parameters)
      rules.custom = GroupingScheduler.self
      let fault = #expect(throws: BrokenInvariant.self) { try simulate(rules, members) }
      #expect(fault.map { "\($0)".contains(words) } == true, "\(String(describing: fault))")
    }
  }

  @Test("Groups with most to decode for their prefill first: the batch ends earlier than in order of arrival")
  func orderByRatio() throws {
    // Short answers come first and long ones last: in that order the end is a tail of a few long decodes.
    let short = try batch(prefixes: 60, degree: 4, output: .constant(4))
    var long = try batch(prefixes: 4, degree: 4, output: .constant(100))
    for index in long.indices { long[index].blockHashes = long[index].blockHashes.map { $0 | 1 << 59 } }
    func end(order: Bool, _ predictor: OutputPredictor) throws -> Double {
      var rules = rules("batchllm", kvBlocks: 6000, ["order": .flag(order)])
      rules.base = 20_000_000
      return try simulate(rules, short + long, predictor: predictor).outcome.end.seconds
    }
    #expect(try end(order: true, .oracle) < 0.8 * end(order: false, .oracle))
    // Without a predictor all outputs look alike, and prefixes and degrees are alike: there is nothing to order by.
    #expect(try end(order: true, .none) == end(order: false, .none))
  }

  @Test("Memory-centric batching decodes more sequences in an iteration than a count lets it, up to the share of memory given")
  func memoryCentricBatching() throws {
    let arrivals = try batch(prefixes: 8, degree: 16, output: .constant(100))
    func batchSize(_ parameters: [String: ParameterValue]) throws -> (mean: Double, peak: Int, run: EngineRun) {
      var rules = rules("batchllm", kvBlocks: 4000, parameters)
      rules.maximumSequences = 16
      let run = try simulate(rules, arrivals)
      let decoding = run.log.iterations.filter { $0[3] > 0 }
      return (Double(decoding.reduce(0) { $0 + $1[3] }) / Double(decoding.count), run.outcome.replicas[0].peakKVBlocks, run)
    }
    let byCount = try batchSize(["memory_centric": .flag(false)])
    let byMemory = try batchSize([:])
    #expect(byMemory.mean > 2 * byCount.mean, "\(byMemory.mean) \(byCount.mean)")
    #expect(byMemory.run.outcome.replicas[0].peakRunning <= 116 && byCount.run.outcome.replicas[0].peakRunning == 16)
    let half = try batchSize(["max_kv_usage": .number(0.3)])
    #expect(half.mean < byMemory.mean && half.mean > byCount.mean && half.peak < byMemory.peak, "\(half.mean) \(half.peak)")
    let tenMore = try batchSize(["token_batching_degree": .count(10)])
    #expect(tenMore.run.outcome.replicas[0].peakRunning == 26)
  }

  @Test("Attention that reads the prefix once spares it for all members but one in every step")
  func sharedAttention() throws {
    let arrivals = try batch(prefixes: 1, degree: 12, output: .uniform(from: 2, through: 40))
    let apart = try simulate(rules("batchllm", kvBlocks: 1000, ["shared_attention": .flag(false)]), arrivals)
    let once = try simulate(rules("batchllm", kvBlocks: 1000), arrivals)
    let batches = apart.log.iterations.map { [$0[3], $0[4]] }
    #expect(batches == once.log.iterations.map { [$0[3], $0[4]] }, "the same batches, at other times")
    let spared = batches.reduce(0) { $0 + max(0, $1[0] - 1) * 2000 * 20 }
    #expect(spared > 0 && (apart.outcome.replicas[0].busy - once.outcome.replicas[0].busy).picoseconds == spared)
    // The engine's rule does the same for a policy that only groups; cascade asks for all running sequences and 8 of them.
    var rule = rules("batchllm", kvBlocks: 1000, ["shared_attention": .flag(false)])
    rule.engine.sharedPrefixAttention = .separate
    #expect(try simulate(rule, arrivals).log == once.log)
    rule.engine.sharedPrefixAttention = .cascade
    let cascade = try simulate(rule, arrivals)
    let byCascade = batches.reduce(0) { $0 + ($1[0] >= 8 ? ($1[0] - 1) * 2000 * 20 : 0) }
    let difference = (apart.outcome.replicas[0].busy - cascade.outcome.replicas[0].busy).picoseconds
    #expect(byCascade > 0 && difference <= spared && difference >= byCascade)
  }

  @Test("Leaping is stepping bit for bit under any rules of the engine, every switch on or off, and all adds up")
  func leapsUnderEngineRules() throws {
    var (hits, preemptions, shared) = (0, 0, 0)
    for number in 0..<3000 {
      var scenario = RandomCase(number, of: "batchllm rules", scheduler: "batchllm", routers: RouterCatalog.names)
        .underEngineRules(number, sharing: number % 8 > 0)
      var stream = RandomStream(seed: 7, name: "batchllm switches", substream: UInt64(number))
      func on() -> Bool { stream.integer(below: 3) > 0 }
      scenario.rules.schedulerParameters = [
        "group": .flag(on()), "order": .flag(on()), "memory_centric": .flag(on()), "shared_attention": .flag(on()),
        "max_kv_usage": .number(on() ? 1 : 0.4), "token_batching_degree": .count(stream.integer(below: 4)),
      ]
      scenario.rules.engine.sharedPrefixAttention = SharedPrefixAttention.allCases[stream.integer(below: 4)]
      if scenario.rules.engine.sharedPrefixAttention == .off { shared += 1 }
      let predictor: OutputPredictor = on() ? .noisy(logDeviation: 1) : .none
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, predictor: predictor)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, predictor: predictor)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario)
      hits += leaping.log.hitTokens
      preemptions += leaping.log.preemptions.count
    }
    #expect(hits > 5000 && preemptions > 500 && shared > 100, "\(hits) \(preemptions) \(shared)")
  }
}
