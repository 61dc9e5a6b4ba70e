import Kernel
import Record
import Serving
import Workload

extension RandomCase {
  /// The same case with turns of sessions: two requests in three wait for the answer to an earlier one, a delay long or at their own
  /// times; several may wait for the same.
  func inSessions(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "sessions", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    for index in copy.arrivals.indices where draw(0...9) > 0 {
      copy.arrivals[index].turn = Turn(number: Int32(index))
      guard index > 0, draw(0...2) > 0 else { continue }
      let previous = max(0, index - draw(1...4))
      if copy.arrivals[previous].turn == nil { continue }
      copy.arrivals[index].turn?.previous = Int32(previous)
      if draw(0...2) > 0 { copy.arrivals[index].turn?.delay = Duration(picoseconds: Int64(draw(0...1) * draw(0...3000))) }
    }
    return copy
  }
}
