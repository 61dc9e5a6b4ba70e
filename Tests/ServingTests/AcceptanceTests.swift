import Kernel
import Serving
import Testing

/// Cycles of acceptance: what they are made of, and the walk over them.
@Suite struct AcceptanceTests {
  @Test(arguments: [1, 2, 3, 5, 7], [0.0, 0.3, 1.0])
  func `classes emit in the mean what was asked for`(depth: Int, spread: Double) {
    for rate in [0.1, 0.4, 0.66, 0.9] {
      let asked = (0...depth).reduce(0.0) { sum, place in sum + (0..<place).reduce(1.0) { product, _ in product * rate } }
      let classes = AcceptanceModel(.rate(rate), spread: spread).cycles(depth: depth, blockTokens: 16)
      #expect(classes.count == (spread == 0 ? 1 : 8))
      let mean = AcceptanceModel.mean(of: classes, depth: depth)
      #expect(abs(mean / asked - 1) < 0.03, "\(mean) for \(asked)")
      let given = AcceptanceModel(.emitted(asked), spread: spread).cycles(depth: depth, blockTokens: 16)
      #expect(abs(AcceptanceModel.mean(of: given, depth: depth) / asked - 1) < 0.03)
    }
  }

  @Test func `nothing right is a token a step, and all right is the whole draft and one`() {
    let none = AcceptanceModel(.rate(0), spread: 1).cycles(depth: 4, blockTokens: 16)
    #expect(none.allSatisfy { $0.pattern.runs.allSatisfy { $0 == 1 } })
    let all = AcceptanceModel(.rate(1), spread: 1).cycles(depth: 4, blockTokens: 16)
    #expect(all.allSatisfy { $0.pattern.runs.allSatisfy { $0 == 5 } })
  }

  @Test func `shorter drafts cut the same runs, so that no step more is taken with longer ones`() {
    for kind in AcceptanceModel(.byPosition([0.7, 0.6, 0.5]), spread: 0.5).cycles(depth: 5, blockTokens: 16) {
      let steps = (0...5).map { kind.pattern.steps(drafting: $0) }
      #expect(steps[0] == kind.pattern.tokens && zip(steps, steps.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test func `the walk is the loop over the runs`() {
    var stream = RandomStream(seed: 3, name: "walks")
    for _ in 0..<200 {
      let (block, most) = (1 + stream.integer(below: 5), 1 + stream.integer(below: 6))
      var (runs, left) = ([Int](), block * (1 + stream.integer(below: 9)))
      while left > 0 {
        runs.append(min(left, 1 + stream.integer(below: 8)))
        left -= runs[runs.count - 1]
      }
      let walk = StepWalk(runs, emittingAtMost: most, ahead: 2 * most - 1, blockTokens: block)
      // Three cycles, step by step.
      var ends = [0]
      for run in runs + runs + runs {
        let end = ends[ends.count - 1] + run
        while ends[ends.count - 1] < end { ends.append(min(end, ends[ends.count - 1] + most)) }
      }
      for (step, end) in ends.enumerated() {
        #expect(walk.tokens(at: step) == end)
        #expect(walk.blocksHeld(in: step) == (end + 2 * most - 1 + block - 1) / block)
      }
      for token in 0..<ends[ends.count - 1] {
        #expect(walk.boundary(atOrBelow: token) == ends.lastIndex { $0 <= token }!)
        #expect(walk.boundary(atOrAbove: token) == ends.firstIndex { $0 >= token }!)
      }
      #expect(walk.tokens(at: -1) == walk.tokens(at: walk.steps - 1) - walk.tokens)
    }
  }

  @Test(arguments: [0.0, 0.4]) func `what was measured at several lengths of draft is met at each of them`(spread: Double) {
    let rows = [
      EmittedShares(tokens: 1, shares: [0.8, 0.2]), EmittedShares(tokens: 3, shares: [0.86, 0.03, 0.02, 0.09]),
      EmittedShares(tokens: 10, shares: [0.89, 0.03, 0.02, 0.01, 0.01, 0.01, 0, 0, 0, 0, 0.03]),
    ]
    for (depth, row) in [(1, 0), (3, 1), (10, 2), (8, 2)] {
      let classes = AcceptanceModel(.measured(rows), spread: spread).cycles(depth: depth, blockTokens: 16)
      #expect(classes.allSatisfy { $0.pattern.shorter.map(\.tokens) == rows[..<row].map(\.tokens) })
      for measured in rows[...row] where measured.tokens <= depth {
        let asked = measured.shares.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
        let mean = AcceptanceModel.mean(of: classes, depth: measured.tokens)
        #expect(abs(mean / asked - 1) < (spread == 0 ? 1e-3 : 0.01), "\(mean) for \(asked) with \(measured.tokens) drafted")
        if spread > 0 { continue }
        let runs = classes[0].pattern.runs(drafting: measured.tokens)
        for (place, share) in measured.shares.enumerated() {
          let own = Double(runs.count { $0 == place + 1 }) / Double(runs.count)
          #expect(abs(own - share) <= 1.5 / Double(runs.count), "\(own) of steps emit \(place + 1), and \(share) did")
        }
      }
    }
  }

  @Test func `figures that cannot be are refused by name`() {
    func message(_ model: AcceptanceModel) -> String? {
      do {
        try model.check(depth: 3)
        return nil
      } catch { return "\(error)" }
    }
    #expect(message(AcceptanceModel(.rate(1.1)))?.contains("acceptance.rate is 1.1") == true)
    #expect(message(AcceptanceModel(.byPosition([0.5, 0.5, 0.5, 0.5])))?.contains("has 4 places") == true)
    #expect(message(AcceptanceModel(.emitted(4.5)))?.contains("4 tokens at most") == true)
    #expect(message(AcceptanceModel(.rate(0.5), spread: -1))?.contains("acceptance.spread") == true)
    #expect(message(AcceptanceModel(.rate(0.5), classes: 65))?.contains("acceptance.classes") == true)
    #expect(message(AcceptanceModel(.rate(0.5))) == nil)
    func measured(_ rows: EmittedShares...) -> String? { message(AcceptanceModel(.measured(rows))) }
    #expect(measured()?.contains("at no length") == true)
    #expect(measured(EmittedShares(tokens: 2, shares: [1]))?.contains("up to 2 tokens") == true)
    #expect(measured(EmittedShares(tokens: 3, shares: [0.5, 0.2, 0.1, 0.1, 0.1]))?.contains("5 shares") == true)
    #expect(measured(EmittedShares(tokens: 3, shares: [0.5, 0.2]))?.contains("make up 0.7") == true)
    #expect(measured(EmittedShares(tokens: 3, shares: [1.5, -0.5]))?.contains("has 1.5 as a share") == true)
    let three = EmittedShares(tokens: 3, shares: [0.5, 0.5])
    #expect(measured(three, three)?.contains("twice or not in order") == true)
    #expect(measured(three) == nil)
  }
}
