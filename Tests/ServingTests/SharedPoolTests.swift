import Kernel
import Serving
import Testing
import Workload

/// Micro-batches of a pipeline that take their KV blocks from one pool, as version 1 of vLLM's engine has it.
@Suite("Micro-batches with one KV pool")
struct SharedPoolTests {
  /// Two stages, two lanes and 100 blocks of 4 tokens.
  private func rules(shared: Bool) -> Rules {
    var rules = Rules(kvBlocks: 100, maximumSequences: 4, budget: 64)
    (rules.stages, rules.lanes, rules.sharesKVPool) = (2, 2, shared)
    rules.engine.reservesWholePrompt = false
    return rules
  }

  private func request(_ prompt: Int, output: Int = 3, at time: Int64 = 0) -> Arrival {
    Arrival(time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: output)
  }

  @Test("hold a prompt that is longer than the part of one of them")
  func longPrompt() throws {
    let one = try simulate(rules(shared: true), [request(300)])
    #expect(one.outcome.finished == 1 && one.outcome.rejected.reduce(0, +) == 0)
    // 300 tokens of the prompt and two of the three it produces: 302 in blocks of four.
    #expect(one.outcome.replicas[0].peakKVBlocks == 76)
    #expect(try simulate(rules(shared: false), [request(300)]).outcome.rejected == [0, 1, 0])
    #expect(try simulate(rules(shared: true), [request(401)]).outcome.rejected == [0, 1, 0])
  }

  @Test("let one wait that finds the pool full, and go on when the other has ended")
  func waits() throws {
    let run = try simulate(rules(shared: true), [request(300), request(300, at: 1), request(8, at: 2)])
    #expect(run.outcome.finished == 3 && run.outcome.replicas[0].peakKVBlocks <= 100)
  }

  @Test("have a peak that is that of one instant, and no sum of peaks at several", arguments: [true, false])
  func peak(shared: Bool) throws {
    // A long and a short request, and when both have gone a short and a long one: each lane has had a long one, but never both.
    let load = [request(160), request(8, at: 1), request(8, at: 1_000_000), request(160, at: 1_000_001)]
    let run = try simulate(rules(shared: shared), load)
    #expect(Set(run.log.iterations.map { $0[0] }).count == 2 && run.outcome.finished == 4)
    #expect((41...44).contains(run.outcome.replicas[0].peakKVBlocks))
  }

  @Test("lose no request and no block, whatever the policy and however little there is", arguments: SchedulerCatalog.names)
  func random(scheduler: String) throws {
    var (served, preemptions) = (0, 0)
    for number in CaseCount.cases(150) {
      let names = ["round_robin", "least_requests", "shortest_queue"]
      var scenario = RandomCase(number, of: "shared pool \(scheduler)", scheduler: scheduler, routers: names).inPipeline(number)
      let split = try simulate(scenario.rules, scenario.arrivals).outcome
      scenario.rules.sharesKVPool = true
      let outcome = try simulate(scenario.rules, scenario.arrivals).outcome
      #expect(outcome.unfinished == 0 && outcome.finished >= split.finished, "\(scenario)")
      #expect(outcome.replicas.allSatisfy { $0.peakKVBlocks <= scenario.rules.kvBlocks }, "\(scenario)")
      served += outcome.finished
      preemptions += outcome.replicas.reduce(0) { $0 + $1.preemptions }
    }
    #expect(served > 500 && (Rules.reserving.contains(scheduler) || preemptions > 0), "\(served) \(preemptions)")
  }

  @Test("and so while replicas crash and return", arguments: ["sarathi", "fcfs"])
  func chaos(scheduler: String) throws {
    for number in CaseCount.cases(100) {
      var scenario = RandomCase(number, of: "shared chaos \(scheduler)", scheduler: scheduler, routers: ["round_robin", "least_requests"])
        .inPipeline(number).inChaos(number)
      scenario.rules.sharesKVPool = true
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log, "\(scenario)")
    }
  }
}
