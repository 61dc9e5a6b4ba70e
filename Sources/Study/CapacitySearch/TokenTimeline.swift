import Kernel
import Record
import Scenario
import Serving

/// When every token of a run came, as far as its listener can tell: the ends of iterations that decoded, a replica, and the requests.
///
/// A request that was never preempted or paused has a token at each of them between its first and its last.
struct TokenTimeline: Sendable {
  /// Ends of iterations with decodes, by replica, rising.
  var decodeEnds: [[Instant]] = []
  /// Finished requests.
  var records: [RequestRecord] = []

  /// How many requests kept a pace.
  func tally(_ pace: TokenPace) -> PaceTally {
    var tally = PaceTally()
    for record in records {
      guard let gaps = gaps(of: record) else {
        tally.unresolved += 1
        continue
      }
      if Self.keeps(pace, record, gaps) { tally.kept += 1 }
    }
    return tally
  }

  /// The gaps between the tokens of a request; nil where they cannot be told.
  private func gaps(of record: RequestRecord) -> [Double]? {
    guard record.outputTokens > 1 else { return [] }
    guard record.preemptions == 0, record.replica < decodeEnds.count else { return nil }
    let ends = decodeEnds[record.replica]
    var position = ends.partitioningIndex { $0 > record.firstToken }
    var gaps: [Double] = []
    var previous = record.firstToken
    while position < ends.count, ends[position] <= record.finish {
      gaps.append((ends[position] - previous).seconds)
      previous = ends[position]
      position += 1
    }
    return gaps.count == record.outputTokens - 1 ? gaps : nil
  }

  /// Whether a request kept the pace: its first token in time for its prompt, and the moving average of its gaps, weighted
  /// by `(1 - 2 / (span + 1))^age` over the gaps so far, always below one over the rate (the benchmark of DeepSpeed-MII).
  private static func keeps(_ pace: TokenPace, _ record: RequestRecord, _ gaps: [Double]) -> Bool {
    if (record.firstToken - record.arrival).seconds > Double(record.promptTokens) / pace.promptTokensPerSecond { return false }
    let decay = 1 - 2 / (Double(pace.spanTokens) + 1)
    var (sum, weight) = (0.0, 0.0)
    for gap in gaps {
      sum = gap + decay * sum
      weight = 1 + decay * weight
      if sum / weight >= 1 / pace.generatedTokensPerSecond { return false }
    }
    return true
  }
}

extension Array {
  /// The first index at which `isBeyond` holds; it must not hold before one at which it does.
  fileprivate func partitioningIndex(where isBeyond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
