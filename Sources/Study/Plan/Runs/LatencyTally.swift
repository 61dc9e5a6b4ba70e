import Metrics

/// The values of one latency in a run, for its 99th percentile. A class, for a histogram is not copied.
final class LatencyTally {
  private var histogram = LatencyHistogram()

  /// The quantile that is told.
  static let quantile = 0.99

  /// Counts a value in picoseconds; what a request has no value of does not count.
  func add(_ picoseconds: Int64) {
    if picoseconds >= 0 { histogram.record(picoseconds) }
  }

  /// The 99th percentile in picoseconds, to 0.4 %; 0 where no request has such a latency.
  var p99: Int64 { histogram.quantile(Self.quantile).map { Int64($0.rounded()) } ?? 0 }
}
