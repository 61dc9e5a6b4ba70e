import Hardware
import Kernel
import Testing

@Suite("The line of a step and its operations")
struct StepLineTests {
  /// A context whose groups have so many tokens.
  private func context(_ tokens: [Int]) -> GroupValues<Int> {
    var context = GroupValues<Int>.zero
    for (group, count) in tokens.enumerated() { context[group] = count }
    return context
  }

  private func line(_ base: Int64, _ slopes: [Int64], limit: Int = .max) -> ContextLine {
    var values = GroupValues<Int64>.zero
    for (group, slope) in slopes.enumerated() { values[group] = slope }
    return ContextLine(base: base, slopes: values, limit: limit)
  }

  @Test("a line is its base and a slope for each group, whichever groups are there")
  func value() {
    let tokens = [1000, 300, 20, 7]
    for groups in 1...4 {
      let slopes = [3, 0, 11, 13].prefix(groups).map { Int64($0) }
      let wanted = zip(slopes, tokens).reduce(Int64(50)) { $0 + $1.0 * Int64($1.1) }
      #expect(line(50, slopes).value(at: context(tokens)) == wanted)
      #expect(line(50, slopes).estimate(at: context(tokens)) == Double(wanted))
      #expect(line(50, slopes).slopes.sum == slopes.reduce(0, +))
    }
    #expect(line(50, [0, 5]).value(at: context([9, 2])) == 60, "a whole group without a slope does not hide the others")
  }

  @Test("the sum of two steps takes as long as both, up to the nearer corner")
  func sum() {
    let (one, two) = (StepLine(time: line(5, [1, 2], limit: 90), energy: line(7, [3])), StepLine(time: line(6, [4, 0, 8], limit: 70)))
    let both = one + two
    let here = context([10, 20, 30])
    #expect(both.time(of: here) == one.time(of: here) + two.time(of: here))
    #expect(both.nanojoules(of: here) == one.nanojoules(of: here) + two.nanojoules(of: here))
    #expect(both.time.limit == 70)
  }

  @Test("a floor is flat up to its corner and the line itself from there on")
  func floor() {
    var stream = RandomStream(seed: 1, name: "floor")
    for _ in 0..<2000 {
      let step = line(Int64(stream.integer(below: 50)), (0..<3).map { _ in Int64(stream.integer(below: 4)) }, limit: 400)
      let constant = Int64(stream.integer(below: 300))
      var here = context([stream.integer(below: 60), stream.integer(below: 30), stream.integer(below: 10)])
      let floor = step.floor(at: constant, context: here)
      #expect(floor.value(at: here) == max(constant, step.value(at: here)))
      #expect(floor.limit >= here.whole && floor.limit <= 400)
      // No group grows faster than the whole, so that up to the corner the floor is the longer of the two.
      while here.whole < floor.limit {
        here.whole += 1
        for group in 1...2 where stream.integer(below: 2) == 0 { here[group] += 1 }
        #expect(floor.value(at: here) == max(constant, step.value(at: here)))
      }
    }
  }

  @Test("a scaled step rounds each figure once, keeps its energy and its corner, and does not overflow")
  func scaled() {
    let step = StepLine(time: line(1001, [3, 5], limit: 9), energy: line(4, [2]))
    #expect(step.scaled(permille: 1500) == StepLine(time: line(1502, [5, 8], limit: 9), energy: step.energy))
    #expect(step.scaled(permille: 1000) == step)
    #expect(line(.max / 10, []).scaled(permille: 5000).base == .max / 2)
  }
}
