import Hardware
import Kernel
import Serving
import Testing
import Workload

/// Several micro-batches in the stages of a pipeline at once.
@Suite("A pipeline with micro-batches in flight")
struct PipelineTests {
  /// Four equal stages, four lanes, and a cost that goes by tokens only.
  private func rules(scheduler: String, budget: Int, lanes: Int = 4) -> Rules {
    var rules = Rules(scheduler: scheduler, kvBlocks: 40_000, maximumSequences: 64, budget: budget)
    (rules.stages, rules.lanes) = (4, lanes)
    (rules.base, rules.perToken, rules.perContext) = (1000, 100, 0)
    return rules
  }

  private func bubbleShare(_ run: EngineRun) -> Double {
    let replica = run.outcome.replicas[0]
    return replica.bubble.seconds / (replica.busy.seconds * Double(replica.stageBusy.count))
  }

  /// Requests enough that every lane always has a batch.
  private func requests(_ prompts: [Int], output: Int) -> [Arrival] {
    prompts.map { Arrival(time: .start, promptTokens: $0, outputTokens: output) }
  }

  @Test("has no bubbles while chunks are uniform, but for filling and draining")
  func uniformChunks() throws {
    // Prompts of whole chunks and a single token: every iteration of every lane is a chunk of 64 tokens.
    let run = try simulate(rules(scheduler: "sarathi", budget: 64), requests(Array(repeating: 6400, count: 8), output: 1))
    #expect(bubbleShare(run) < 0.02, "\(bubbleShare(run))")
  }

  @Test("has bubbles where whole prompts meet decodes, and fewer where prompts are cut")
  func wholePrompts() throws {
    var stream = RandomStream(seed: 5, name: "prompts")
    let load = requests((0..<160).map { _ in 20 + stream.integer(below: 1500) }, output: 30)
    let whole = bubbleShare(try simulate(rules(scheduler: "fcfs", budget: 4096), load))
    let cut = bubbleShare(try simulate(rules(scheduler: "sarathi", budget: 128), load))
    #expect(whole > 0.3, "\(whole)")
    #expect(cut < whole / 2, "\(cut) against \(whole)")
  }

  @Test("does a saturating load up to as many times as fast as it has stages")
  func throughput() throws {
    let load = requests(Array(repeating: 640, count: 40), output: 1)
    let one = try simulate(
      {
        var rules = rules(scheduler: "sarathi", budget: 64, lanes: 1)
        rules.base *= 4
        rules.perToken *= 4
        return rules
      }(), load)
    let four = try simulate(rules(scheduler: "sarathi", budget: 64), load)
    let gain = Double(one.log.end) / Double(four.log.end)
    #expect(gain > 3.5 && gain <= 4, "\(gain)")
  }

  @Test("sends a request to the lane with the fewest, and it stays there")
  func lanesAreEven() throws {
    let run = try simulate(rules(scheduler: "sarathi", budget: 64), requests(Array(repeating: 64, count: 8), output: 5))
    let lanes = Set(run.log.iterations.map { $0[0] })
    #expect(lanes == [0, 1, 2, 3])
    #expect(run.log.records.values.allSatisfy { $0.replica == 0 })
    #expect(run.outcome.replicas.count == 1 && run.outcome.replicas[0].finished == 8)
  }

  @Test("books no more stage time than there is, and the same whether or not the rest of the cluster leaps")
  func conservation() throws {
    var rules = rules(scheduler: "sarathi", budget: 48)
    (rules.stageLead, rules.hop, rules.replicas) = (300, 20, 2)
    let load = (0..<60).map {
      Arrival(time: Instant(picoseconds: Int64($0) * 9000), promptTokens: 10 + 7 * ($0 % 9), outputTokens: 1 + $0 % 40)
    }
    let run = try simulate(rules, load)
    for replica in run.outcome.replicas {
      #expect(replica.stageBusy.allSatisfy { $0 > .zero && $0 <= replica.busy } && replica.bubble >= .zero)
    }
    let half = try simulate(rules, load, horizon: Instant(picoseconds: 300_000))
    #expect(half.outcome.unfinished > 0 && half.outcome.replicas.allSatisfy { $0.bubble >= .zero })
  }
}

/// Energy by phase.
@Suite("Energy")
struct EnergyByPhaseTests {
  @Test("is prefill's and decoding's together exactly, on one replica and in a pipeline", arguments: [1, 3])
  func sumOverPhases(lanes: Int) throws {
    for number in 0..<200 {
      var scenario = RandomCase(number, of: "phases", scheduler: "sarathi")
      if lanes > 1 { scenario = scenario.inPipeline(number) }
      let outcome = try simulate(scenario.rules, scenario.arrivals).outcome
      for replica in outcome.replicas {
        #expect(replica.prefillNanojoules >= 0 && replica.decodeNanojoules >= 0)
        #expect(replica.prefillNanojoules + replica.decodeNanojoules == replica.dynamicNanojoules)
        // Three nanojoules a token and stage, whatever the batch.
        let stages = max(1, replica.stageBusy.count)
        #expect(replica.dynamicNanojoules == Int128(3 * stages * (replica.prefillTokens + replica.decodeTokens)))
        #expect(replica.prefillNanojoules == Int128(3 * stages * replica.prefillTokens))
      }
    }
  }

  @Test("of all pools is the cluster's at every edge of the series")
  func pools() throws {
    var rules = Rules()
    rules.replicas = 2
    let load = (0..<20).map { Arrival(time: Instant(picoseconds: Int64($0) * 500), promptTokens: 20, outputTokens: 15) }
    let run = try simulate(rules, load, seriesBin: Duration(picoseconds: 700))
    #expect(run.samples.count > 5)
    for sample in run.samples { #expect(sample.poolJoules.count == 1 && abs(sample.poolJoules[0] - sample.joules) < 1e-15) }
  }
}
