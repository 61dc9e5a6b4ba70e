import Kernel

extension Objective {
  /// The limits that a demand names, from the words in which summaries tell it, such as `ttft <= 500 ms and tpot <= 50 ms` or
  /// `p99 e2e <= 2000 ms`; none where the words are of another kind.
  public static func limits(inDemand text: String) -> [Limit] {
    text.split(separator: " and ").compactMap { part in
      var words = part.split(separator: " ")
      // The quantile that stands in front is the demand's, and no part of the limit.
      if words.count == 5 { words.removeFirst() }
      guard words.count == 4, words[1] == "<=", words[3] == "ms", let metric = MetricID(rawValue: String(words[0])),
        MetricID.requestLatencies.contains(metric), let milliseconds = Double(words[2]), milliseconds > 0, milliseconds < 1e12
      else { return nil }
      return Limit(metric, atMost: Duration(picoseconds: Int64((milliseconds * 1e9).rounded())))
    }
  }
}
