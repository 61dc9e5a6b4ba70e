import Kernel
import Serving
import Testing
import Workload

/// The engine against the simplest form of itself: the same requests, tokens, gaps, iterations and preemptions.
@Suite struct DifferentialTests {
  private func check(_ rules: Rules, _ arrivals: [Arrival]) throws {
    var reference = ReferenceSimulator(rules)
    let expected = reference.run(arrivals).sorted
    let leaping = try simulate(rules, arrivals, leaps: true)
    let plain = try simulate(rules, arrivals, leaps: false)
    #expect(leaping.log == expected, "\(rules) \(arrivals)")
    #expect(plain.log == expected, "\(rules) \(arrivals)")
    #expect(leaping.outcome.digest == plain.outcome.digest)
    #expect(leaping.outcome.replicas == plain.outcome.replicas, "\(rules) \(arrivals)")
  }

  @Test(arguments: ["fcfs", "sarathi"])
  func everyTinyCaseOfThreeRequestsAgrees(scheduler: String) throws {
    // 27 shapes a request: gap to the one before, prompt and output each of three sizes; memory from ample to one request's.
    let lengths = [1, 2, 5]
    let gaps: [Int64] = [0, 57, 107]
    func request(_ code: Int, after time: Int64) -> Arrival {
      Arrival(
        time: Instant(picoseconds: time + gaps[code % 3]), promptTokens: lengths[code / 3 % 3], outputTokens: lengths[code / 9 % 3])
    }
    for kvBlocks in [5, 7, 40] {
      let rules = Rules(scheduler: scheduler, kvBlocks: kvBlocks, blockTokens: 2, maximumSequences: 3, budget: scheduler == "fcfs" ? 9 : 4)
      for code in 0..<(27 * 27 * 27) where code % 3 == 0 {
        let first = request(code % 27, after: 0)
        let second = request(code / 27 % 27, after: first.time.picoseconds)
        let third = request(code / 729, after: second.time.picoseconds)
        try check(rules, [first, second, third])
      }
    }
  }

  @Test(arguments: ["fcfs", "sarathi"])
  func randomScenariosAgree(scheduler: String) throws {
    for round in 0..<3000 {
      var stream = RandomStream(seed: 7, name: "differential \(scheduler)", substream: UInt64(round))
      func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
      var rules = Rules(scheduler: scheduler)
      rules.router = ["round_robin", "least_requests", "least_tokens"][draw(0...2)]
      rules.replicas = draw(1...3)
      rules.blockTokens = draw(1...5)
      rules.maximumSequences = draw(1...6)
      rules.budget = draw(6...20) + (scheduler == "fcfs" ? 60 : 0)
      rules.kvBlocks = draw(15...90)
      rules.watermark = draw(0...2)
      (rules.base, rules.perToken, rules.perContext) = (Int64(draw(1...200)), Int64(draw(0...20)), Int64(draw(0...3)))
      if draw(0...2) == 0 { rules.window = draw(1...30) }
      var time: Int64 = 0
      let arrivals = (0..<draw(1...25)).map { _ in
        time += Int64(draw(0...1) * draw(0...2000))
        return Arrival(time: Instant(picoseconds: time), promptTokens: draw(1...30), outputTokens: draw(1...40))
      }
      try check(rules, arrivals)
    }
  }
}
