import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

/// What steps of several tokens promise, whatever is drafted.
@Suite struct SpeculationTests {
  private static func rules(tokens: Int, runs: [Int], kvBlocks: Int = 400) -> Rules {
    var rules = Rules(kvBlocks: kvBlocks, blockTokens: 4, maximumSequences: 8, budget: 64)
    rules.speculation = SpeculationRules(tokens: tokens, classes: [AcceptanceClass(pattern: AcceptancePattern(runs: runs))])
    return rules
  }

  private static func arrivals(_ count: Int, output: Int) -> [Arrival] {
    (0..<count).map { Arrival(time: Instant(picoseconds: Int64($0) * 3000), promptTokens: 5 + $0 % 3, outputTokens: output + $0 % 5) }
  }

  @Test func `drafts of no tokens are plain decoding to the digest`() throws {
    for number in CaseCount.cases(300) {
      var scenario = RandomCase(number, of: "no drafts", scheduler: "sarathi")
      (scenario.rules.cappedGroups, scenario.rules.perLead) = ([], 0)
      let plain = try simulate(scenario.rules, scenario.arrivals)
      let runs = Array(repeating: 3, count: scenario.rules.blockTokens)
      scenario.rules.speculation = SpeculationRules(tokens: 0, classes: [AcceptanceClass(pattern: AcceptancePattern(runs: runs))])
      let drafted = try simulate(scenario.rules, scenario.arrivals)
      #expect(plain.log == drafted.log && plain.outcome.digest == drafted.outcome.digest, "\(scenario)")
      #expect(plain.result == drafted.result, "\(scenario)")
    }
  }

  @Test func `drafts that are never right give the tokens of plain decoding at its steps`() throws {
    var rules = Self.rules(tokens: 3, runs: [1, 1, 1, 1])
    let arrivals = Self.arrivals(20, output: 17)
    let drafted = try simulate(rules, arrivals)
    rules.speculation = nil
    let plain = try simulate(rules, arrivals)
    #expect(drafted.log.iterations.count == plain.log.iterations.count)
    #expect(drafted.outcome.outputTokens == plain.outcome.outputTokens)
    let sums = drafted.outcome.replicas[0]
    #expect(sums.acceptedTokens == 0 && sums.draftedTokens == 3 * sums.decodeTokens && sums.wastedTokens == 0)
  }

  @Test(arguments: [1, 2, 3, 7])
  func `drafts that are always right end after one step for each draft and one token`(tokens: Int) throws {
    // A cycle of whole steps, and prompts that end at a boundary.
    let cycle = 4 * (tokens + 1)
    var rules = Self.rules(tokens: tokens, runs: Array(repeating: tokens + 1, count: 4))
    for output in 2...40 {
      rules.speculation?.classes[0].pattern = AcceptancePattern(runs: [cycle])
      let run = try simulate(rules, [Arrival(time: .start, promptTokens: cycle, outputTokens: output)])
      // A prompt's first token comes from its prefill. The offset in the cycle is a whole number of blocks, and so of steps where these
      // fit each other.
      let steps = run.log.iterations.count - 2 - (cycle - 1) / 64 + 1
      let exact = (output - 1 + tokens) / (tokens + 1)
      #expect(4 % (tokens + 1) == 0 ? steps == exact : steps == exact || steps == exact + 1, "\(steps) steps for \(output) tokens")
    }
  }

  @Test func `tokens emitted are those asked for, what is accepted was drafted, and what is beyond the end is wasted`() throws {
    for number in CaseCount.cases(500) {
      let scenario = RandomCase(number, of: "drafted sums", scheduler: "sarathi").speculating(number)
      let run = try simulate(scenario.rules, scenario.arrivals)
      let produced = run.log.records.values.reduce(0) { $0 + $1.outputTokens }
      #expect(run.outcome.outputTokens == produced, "\(scenario)")
      #expect(run.log.gaps.values.reduce(0, +) == produced - run.log.records.count, "\(scenario)")
      let waited = run.log.gaps.reduce(0) { $0 + $1.key * Int64($1.value) }
      #expect(waited == run.log.records.values.reduce(0) { $0 + ($1.finish - $1.firstToken).picoseconds }, "\(scenario)")
      for replica in run.outcome.replicas {
        #expect(replica.acceptedTokens <= replica.draftedTokens && replica.wastedTokens <= replica.acceptedTokens, "\(scenario)")
        #expect(replica.draftedTokens <= scenario.rules.speculation!.tokens * replica.sampledRows, "\(scenario)")
      }
    }
  }

  @Test func `the mean emitted over many tokens is that of the cycle`() throws {
    let runs = [1, 4, 2, 7, 1, 1, 5, 3]
    let rules = Self.rules(tokens: 3, runs: runs, kvBlocks: 30_000)
    let run = try simulate(rules, [Arrival(time: .start, promptTokens: 8, outputTokens: 100_001)])
    let steps = Double(run.log.iterations.count - 1)
    let mean = AcceptancePattern(runs: runs).meanEmitted(drafting: 3)
    #expect(abs(100_000 / steps / mean - 1) < 1e-4, "\(100_000 / steps) against \(mean)")
  }

  @Test func `neither a policy nor another request changes how a request's drafts are accepted`() throws {
    // With one sequence at a time the steps of a request are those between its first token and its end.
    func steps(_ scheduler: String, _ arrivals: [Arrival]) throws -> [Int: Int] {
      var rules = Self.rules(tokens: 3, runs: [1, 5, 2, 4, 4])
      rules.speculation?.classes.append(AcceptanceClass(pattern: AcceptancePattern(runs: Array(repeating: 1, count: 16))))
      (rules.maximumSequences, rules.scheduler, rules.perContext, rules.perToken) = (1, scheduler, 0, 0)
      let run = try simulate(rules, arrivals)
      return run.log.records.mapValues { Int(($0.finish - $0.firstToken).picoseconds / 100) }
    }
    let all = Self.arrivals(30, output: 30)
    let sarathi = try steps("sarathi", all)
    #expect(try steps("fcfs", all) == sarathi)
    #expect(Set(sarathi.values).count > 3)
    let fewer = try steps("sarathi", Array(all[..<7]))
    for (request, count) in fewer { #expect(sarathi[request] == count) }
  }

  @Test(arguments: [1, 3, 8]) func `the best length serves a closed loop as fast as any length that is kept`(concurrency: Int) throws {
    var rules = Self.rules(tokens: 0, runs: [1, 2, 1, 4, 3, 1, 2, 2], kvBlocks: 4000)
    (rules.base, rules.perToken, rules.perContext) = (400, 60, 1)
    let pattern = AcceptanceClass(pattern: AcceptancePattern(runs: [1, 2, 1, 4, 3, 1, 2, 2]))
    func end(_ tokens: Int, _ length: SpeculationRules.Length = .fixed) throws -> Int64 {
      rules.speculation = SpeculationRules(tokens: tokens, length: length, classes: [pattern])
      return try simulate(rules, Self.arrivals(60, output: 40), concurrency: concurrency).log.end
    }
    let kept = try (0...6).map { try end($0) }
    let best = try end(6, .best(hysteresisPermille: 0))
    #expect(Double(best) <= 1.03 * Double(kept.min()!), "\(best) ps in place of \(kept)")
    #expect(kept.max()! > kept.min()! * 11 / 10, "which it is matters")
  }

  @Test func `a policy may draft what the engine's rules allow, and no token more`() throws {
    var rules = Self.rules(tokens: 3, runs: [1, 4, 2, 1])
    rules.custom = HostileScheduler.self
    rules.schedulerParameters = ["crime": .choice("draft_too_much")]
    func message(_ rules: Rules) -> String? {
      do {
        _ = try simulate(rules, Self.arrivals(1, output: 9))
        return nil
      } catch { return "\(error)" }
    }
    #expect(message(rules)?.contains("4 tokens are to be drafted for each sequence, where there may be 0 to 3") == true)
    rules.custom = DraftingScheduler.self
    rules.schedulerParameters = [:]
    // One sequence alone has six tokens drafted modulo four.
    let own = try simulate(rules, Self.arrivals(1, output: 9))
    #expect(own.outcome.replicas[0].draftedTokens == 2 * (own.log.iterations.count - 1))
    // Of a tree a part is no smaller tree.
    rules.speculation?.depth = 2
    #expect(message(rules)?.contains("2 tokens are to be drafted") == true)
  }

  @Test func `each class of requests walks its own acceptance`() throws {
    var rules = Self.rules(tokens: 3, runs: [4, 4])
    rules.classes = [RequestClass(name: "chat", share: 1), RequestClass(name: "code", share: 1)]
    rules.speculation?.requestClasses = [
      RequestClassAcceptance(share: 1),
      RequestClassAcceptance(share: 1, classes: [AcceptanceClass(pattern: AcceptancePattern(runs: [1, 1, 1, 1]))]),
    ]
    (rules.maximumSequences, rules.perContext, rules.perToken) = (1, 0, 0)
    let run = try simulate(rules, Self.arrivals(40, output: 16))
    // Where all is right a step gives four tokens, and where nothing is one.
    for record in run.log.records.values {
      let (steps, left) = (Int((record.finish - record.firstToken).picoseconds / 100), record.outputTokens - 1)
      #expect(record.classIndex == 1 ? steps == left : steps <= (left + 6) / 4, "\(record)")
    }
    #expect(Set(run.log.records.values.map(\.classIndex)) == [0, 1])
    rules.classes.removeLast()
    #expect(throws: InputError.self) { try simulate(rules, Self.arrivals(1, output: 3)) }
  }

  @Test func `a step that keeps one slot grows the context and takes blocks as plain decoding does, for as many tokens as it gives`() throws
  {
    // Two tokens a step, in 20 steps of 40 tokens: the KV of half of them.
    var rules = Self.rules(tokens: 1, runs: [2, 2, 2, 2], kvBlocks: 11)
    (rules.perToken, rules.maximumSequences) = (0, 1)
    let arrivals = [Arrival(time: .start, promptTokens: 8, outputTokens: 41)]
    rules.speculation?.keepsOneSlot = true
    let folded = try simulate(rules, arrivals)
    #expect(folded.log.rejected.isEmpty == false, "an engine does not know how many slots an output will take")
    rules.kvBlocks = 40
    let run = try simulate(rules, arrivals)
    rules.speculation = nil
    let plain = try simulate(rules, [Arrival(time: .start, promptTokens: 8, outputTokens: 21)])
    #expect(run.log.end == plain.log.end && run.log.iterations.count == plain.log.iterations.count)
    #expect(run.outcome.replicas[0].decodeContextTokens == plain.outcome.replicas[0].decodeContextTokens)
    #expect(run.outcome.replicas[0].sampledRows == plain.outcome.replicas[0].sampledRows)
    #expect(run.outcome.outputTokens == 41 && run.outcome.replicas[0].acceptedTokens == 20)
    rules.speculation = SpeculationRules(tokens: 3, depth: 2, classes: [AcceptanceClass(pattern: AcceptancePattern(runs: [2, 2]))])
    rules.speculation?.keepsOneSlot = true
    #expect(throws: InputError.self) { try simulate(rules, arrivals) }
  }

  @Test func `speculation beside what it has no rule for is refused by name`() throws {
    func message(_ change: (inout Rules) -> Void) -> String? {
      var rules = Self.rules(tokens: 2, runs: [3, 1])
      change(&rules)
      do {
        _ = try simulate(rules, Self.arrivals(1, output: 3))
        return nil
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == nil)
    #expect(message { ($0.scheduler, $0.modelTokens) = ("orca", 100) }?.contains("sets KV aside by length") == true)
    #expect(message { $0.scheduler = "batchllm" }?.contains("shared prefixes") == true)
    #expect(message { ($0.lanes, $0.stages) = (2, 2) }?.contains("micro-batches") == true)
    #expect(message { $0.keptGroups = [.init(cap: 4, blocks: 1)] }?.contains("parts of the context") == true)
    #expect(message { $0.cappedGroups = [.init(readCap: 4, perContextToken: .zero)] }?.contains("parts of the context") == true)
  }
}
