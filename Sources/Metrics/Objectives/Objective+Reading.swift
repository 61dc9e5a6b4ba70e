import Kernel

extension Objective {
  /// The objective whose demands a summary tells, from their words; nil where there are none that are understood.
  public init?(readFrom demands: [ObjectiveResult.Demand]) {
    self.init()
    for demand in demands {
      let parts = demand.text.split(separator: " and ").map { $0.split(separator: " ") }
      if parts.count == 1, parts[0].count == 5, parts[0][0].hasPrefix("p"), let limit = Self.limit(parts[0].dropFirst()) {
        percentileLimits.append(PercentileLimit(limit, quantile: demand.asked))
      } else {
        let read = parts.compactMap { Self.limit($0[...]) }
        guard limits.isEmpty, read.count == parts.count else { continue }
        (limits, share) = (read, demand.asked)
      }
    }
    if limits.isEmpty && percentileLimits.isEmpty { return nil }
  }

  /// A limit such as `ttft <= 500 ms`, in its words.
  private static func limit(_ words: ArraySlice<Substring>) -> Limit? {
    let words = Array(words)
    guard words.count == 4, words[1] == "<=", words[3] == "ms", let metric = MetricID(rawValue: String(words[0])),
      MetricID.requestLatencies.contains(metric), let milliseconds = Double(words[2]), milliseconds > 0, milliseconds < 1e9
    else { return nil }
    return Limit(metric, atMost: Duration(picoseconds: Int64((milliseconds * 1e9).rounded())))
  }
}
