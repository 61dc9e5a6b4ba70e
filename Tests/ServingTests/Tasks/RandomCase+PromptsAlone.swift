import Kernel
import Record
import Serving
import Workload

extension RandomCase {
  /// The same case, a third of the time with requests that sample nothing, some of which are what has come in so far of an input.
  func withPromptsAlone(_ number: Int) -> RandomCase {
    if number % 3 != 0 { return self }
    var copy = self
    var stream = RandomStream(seed: 7, name: "prompts alone", substream: UInt64(number))
    for index in copy.arrivals.indices where stream.integer(below: 3) == 0 {
      copy.arrivals[index].outputTokens = 1
      copy.arrivals[index].marks = stream.integer(below: 2) == 0 ? .promptOnly : [.promptOnly, .inputPart]
    }
    return copy
  }

  /// How many of the records are of what had come in so far of an input, whose row is no token.
  func inputParts(among records: [RequestRecord]) -> Int {
    records.count { arrivals[$0.request].marks.contains(.inputPart) }
  }
}
