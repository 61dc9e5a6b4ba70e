import Hardware
import Kernel
import Serving
import Testing
import Workload

@Suite("What requests keep of their prompts")
struct KVBudgetTests {
  private func requests(_ count: Int, prompt: Int, output: Int) -> [Arrival] {
    (0..<count).map { _ in Arrival(time: .start, promptTokens: prompt, outputTokens: output) }
  }

  private func rules(_ cap: Int) -> Rules {
    var rules = Rules(kvBlocks: 1000, blockTokens: 16, maximumSequences: 100, budget: 10_000, perContext: 0)
    (rules.wholeBlocks, rules.keptGroups) = (0, [.init(cap: cap, blocks: 1)])
    rules.cappedGroups = [.init(readCap: cap, perContextToken: Duration(picoseconds: 3))]
    return rules
  }

  @Test(
    "the peak is the prompt, and ceil(prompt / block) - ceil(K / block) blocks come back with the first token", arguments: [1, 16, 33, 200])
  func peak(kept: Int) throws {
    var rules = rules(ContextCap.ofRequest(tokens: kept))
    rules.kvBlocks = 63 + (kept + 15) / 16
    // The second prompt fits when the first has given back what it does not keep, and not before.
    let run = try simulate(rules, requests(2, prompt: 1000, output: 5))
    #expect(run.outcome.replicas[0].peakKVBlocks == 63 + (kept + 15) / 16 && run.outcome.replicas[0].preemptions == 0)
    #expect(run.outcome.replicas[0].peakRunning == 2)
    rules.kvBlocks -= 1
    #expect(try simulate(rules, requests(2, prompt: 1000, output: 5)).outcome.replicas[0].peakRunning == 1)
  }

  @Test("a budget beyond every context changes no bit of a run but its blocks' names")
  func farBudget() throws {
    for number in CaseCount.cases(300) {
      let plain = RandomCase(number, of: "far budgets", scheduler: "sarathi").underEngineRules(number, sharing: false)
      var budgeted = plain
      (budgeted.rules.wholeBlocks, budgeted.rules.keptGroups) = (0, [.init(cap: ContextCap.ofRequest(tokens: 75), blocks: 1)])
      let (one, other) = (try simulate(plain.rules, plain.arrivals), try simulate(budgeted.rules, budgeted.arrivals))
      #expect(one.log == other.log && one.result == other.result, "\(plain)")
    }
  }

  @Test("with every budget below its prompt, all steps of a batch take the same time, and each reads the budgets alone")
  func steady() throws {
    let log = try simulate(rules(ContextCap.ofRequest(tokens: 4, promptMillionths: 100_000)), requests(5, prompt: 300, output: 60)).log
    let steps = log.iterations.filter { $0[4] == 0 }
    #expect(Set(steps.map { $0[2] }).count == 1, "\(steps)")
    #expect(steps[0][2] == 100 + 5 * 7 + 5 * 34 * 3)
  }

  @Test("moving what stays costs once, when the prompt is computed, or at the end of every chunk")
  func moving() throws {
    func end(_ compaction: KVCompaction?) throws -> Int64 {
      var rules = rules(ContextCap.ofRequest(tokens: 50))
      (rules.budget, rules.maximumSequences, rules.compaction) = (100, 8, compaction)
      let log = try simulate(rules, requests(1, prompt: 400, output: 2)).log
      return try #require(log.records[0]).finish.picoseconds
    }
    var times = GroupValues<Int64>.zero
    times[1] = 11
    let caps = rules(ContextCap.ofRequest(tokens: 50)).layout.keepCaps
    let plain = try end(nil)
    #expect(try end(KVCompaction(timePerToken: times, keepCaps: caps)) == plain + 50 * 11)
    #expect(try end(KVCompaction(timePerToken: times, keepCaps: caps, isOfEveryChunk: true)) == plain + 4 * 50 * 11)
  }

  @Test("pairs that no rule covers are refused by name")
  func refused() throws {
    func message(_ change: (inout Rules) -> Void) throws -> String {
      var rules = rules(ContextCap.ofRequest(tokens: 50))
      change(&rules)
      do {
        _ = try simulate(rules, [])
        return ""
      } catch let error as InputError { return error.message }
    }
    func expect(_ part: String, _ change: (inout Rules) -> Void) throws {
      let text = try message(change)
      #expect(text.contains(part), "\(text)")
    }
    #expect(try message { _ in } == "")
    try expect("sets KV aside by length") { ($0.scheduler, $0.modelTokens) = ("orca", 1000) }
    try expect("2 micro-batches in a pipeline") { ($0.lanes, $0.stages) = (2, 2) }
    try expect("take 0 blocks for each block of tokens") { ($0.engine.prefixCaching, $0.promptBlockTokens) = (true, 16) }
    try expect("reads shared prefixes once") {
      ($0.wholeBlocks, $0.promptBlockTokens) = (1, 16)
      ($0.engine.prefixCaching, $0.engine.sharedPrefixAttention) = (true, .fused)
    }
  }
}
