import Hardware
import Kernel
import Serving
import Testing
import Workload

@Suite("What groups of layers keep of a sequence")
struct KVGroupTests {
  private func requests(_ count: Int, prompt: Int, output: Int) -> [Arrival] {
    (0..<count).map { _ in Arrival(time: .start, promptTokens: prompt, outputTokens: output) }
  }

  @Test("a budget of b tokens lets exactly blocks / ceil(b / block) sequences run, however long they are", arguments: [5, 16, 17, 64])
  func capacity(budget: Int) throws {
    var rules = Rules(kvBlocks: 50, blockTokens: 16, maximumSequences: 100, budget: 10_000)
    (rules.wholeBlocks, rules.keptGroups) = (0, [.init(cap: budget, blocks: 1)])
    for prompt in [64, 300, 2000] {
      let run = try simulate(rules, requests(100, prompt: prompt, output: 500))
      #expect(run.outcome.replicas[0].peakRunning == 50 / ((budget + 15) / 16), "\(prompt)")
      #expect(run.outcome.replicas[0].preemptions == 0 && run.log.records.count == 100)
    }
  }

  @Test("a cap that no context reaches changes nothing but the blocks that are taken")
  func farCap() throws {
    for number in CaseCount.cases(300) {
      let plain = RandomCase(number, of: "far caps", scheduler: "sarathi").underEngineRules(number, sharing: false)
      var capped = plain
      (capped.rules.wholeBlocks, capped.rules.keptGroups) = (0, [.init(cap: 75, blocks: 1)])
      let (one, other) = (try simulate(plain.rules, plain.arrivals), try simulate(capped.rules, capped.arrivals))
      #expect(one.log == other.log && one.result == other.result, "\(plain)")
    }
  }

  @Test("once every context has passed its caps, all steps of a batch take the same time")
  func steadySteps() throws {
    var rules = Rules(kvBlocks: 1000, blockTokens: 4, budget: 1000, perContext: 0)
    rules.cappedGroups = [.init(readCap: 20, perContextToken: Duration(picoseconds: 3))]
    rules.keptGroups = [.init(cap: 20, blocks: 2)]
    let log = try simulate(rules, requests(5, prompt: 30, output: 60), leaps: false).log
    let steps = log.iterations.filter { $0[4] == 0 }
    #expect(steps.count == 59 && Set(steps.map { $0[2] }).count == 1, "\(steps)")
  }

  @Test("groups that no rule covers are refused by name")
  func refused() throws {
    func message(_ change: (inout Rules) -> Void) throws -> String {
      var rules = Rules()
      rules.engine.prefixCaching = true
      change(&rules)
      do {
        _ = try simulate(rules, [])
        return ""
      } catch let error as InputError { return error.message }
    }
    let window = Rules.KeptGroup(cap: 9, blocks: 1)
    #expect(try message { $0.keptGroups = [window] } == "")
    #expect(try message { $0.stateBlocks = 1 }.contains("a state, which is no prefix's"))
    #expect(try message { ($0.wholeBlocks, $0.keptGroups) = (0, [window]) }.contains("take 0 blocks for each block of tokens"))
    let tiers = try message {
      $0.keptGroups = [window]
      $0.engine.prefixes.host = PrefixTier(blocks: 9, timePerBlock: Duration(picoseconds: 1))
    }
    #expect(tiers.contains("layers that forget"))
    #expect(try message { ($0.engine.prefixCaching, $0.wholeBlocks) = (false, 0) }.contains("takes no KV blocks"))
  }
}
