import Kernel
import Serving
import Testing
import Workload

/// Preemption by swapping KV to the host's memory.
@Suite("Swapping") struct SwappingTests {
  private let load = (0..<6).map { Arrival(time: Instant(picoseconds: Int64($0)), promptTokens: 8, outputTokens: 30) }

  private func rules(_ space: SwapSpace?, scheduler: String = "sarathi") -> Rules {
    var rules = Rules(scheduler: scheduler, kvBlocks: 16, budget: 100)
    rules.engine.swapSpace = space
    return rules
  }

  private func space(_ blocks: Int, perBlock: Int64 = 0, latency: Int64 = 0) -> SwapSpace {
    SwapSpace(
      blocks: blocks, bytesPerBlock: 10, timePerBlock: Duration(picoseconds: perBlock), latency: Duration(picoseconds: latency))
  }

  @Test("With room for all on the host no prompt is ever computed twice, and every byte that went out came back")
  func nothingIsComputedTwice() throws {
    let recomputed = try simulate(rules(nil), load).outcome.replicas[0]
    let run = try simulate(rules(space(1000)), load)
    let swapped = run.outcome.replicas[0]
    #expect(recomputed.preemptions > 0 && recomputed.swaps == 0 && recomputed.prefillTokens > 48)
    #expect(swapped.prefillTokens == 48 && swapped.swaps == swapped.preemptions && swapped.swaps > 0)
    // Ten bytes a block, at least two blocks a request, out and back.
    #expect(swapped.swappedBytes % 20 == 0 && swapped.swappedBytes >= 2 * 2 * 10 * swapped.swaps)
    #expect(run.outcome.finished == 6)
  }

  @Test("A host without room is no host: the run is the one that recomputes")
  func noRoom() throws { #expect(try simulate(rules(space(0)), load).log == simulate(rules(nil), load).log) }

  @Test("Iterations wait for their transfers, and for nothing else")
  func transfersTakeTime() throws {
    let (free, slow) = (try simulate(rules(space(1000)), load), try simulate(rules(space(1000, perBlock: 50, latency: 1000)), load))
    let outcome = slow.outcome.replicas[0]
    #expect(outcome.swapTime.picoseconds >= 2 * 1000 * Int64(outcome.swaps) / 6 && free.outcome.replicas[0].swapTime == .zero)
    // Both plan the same iterations, so the waiting is all that differs.
    #expect(free.log.iterations.map { [$0[3], $0[4]] } == slow.log.iterations.map { [$0[3], $0[4]] })
    #expect(outcome.busy == free.outcome.replicas[0].busy + outcome.swapTime)
    #expect(slow.outcome.end == free.outcome.end + outcome.swapTime)
  }

  @Test("A request that was swapped out comes back before anybody new is admitted")
  func swappedComeFirst() throws {
    var late = load
    late.append(Arrival(time: Instant(picoseconds: 2000), promptTokens: 1, outputTokens: 1))
    let log = try simulate(rules(space(1000)), late).log
    let swappedOut = log.preemptions.filter { $0[2] > 2000 }.map { Int($0[0]) }
    #expect(!swappedOut.isEmpty)
    let newcomer = log.records[6]!
    #expect(log.records.values.filter { $0.request < 6 }.allSatisfy { $0.firstScheduled < newcomer.firstScheduled })
  }

  @Test("A swap that takes no time changes the plan after it all the same", arguments: SchedulerCatalog.names)
  func swapsWithoutTime(scheduler: String) throws {
    for number in CaseCount.cases(400) {
      var scenario = RandomCase(number, of: "free swaps \(scheduler)", scheduler: scheduler).underEngineRules(number)
      scenario.rules.engine.swapSpace = space(40)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true).log
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false).log
      try #require(leaping == plain, "case \(number): \(leaping.difference(from: plain))")
    }
  }

  @Test("A space that no memory is, is refused")
  func refused() {
    #expect(throws: InputError.self) { try simulate(rules(space(-1)), load) }
    #expect(throws: InputError.self) { try simulate(rules(space(1, perBlock: -1)), load) }
    #expect(throws: InputError.self) { try simulate(rules(space(1 << 40, perBlock: 1 << 40)), load) }
  }
}
