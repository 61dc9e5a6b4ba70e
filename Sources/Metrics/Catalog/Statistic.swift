/// A figure of a distribution: what a column of a table shows of a latency.
public enum Statistic: String, Hashable, Sendable, CaseIterable {
  /// The mean, or the figure itself where it is one of the whole run.
  case mean
  /// The median.
  case p50
  /// The 90th percentile.
  case p90
  /// The 95th percentile.
  case p95
  /// The 99th percentile.
  case p99
  /// The greatest value.
  case maximum = "max"

  /// The quantile that it is, or nil for the mean and the maximum.
  public var quantile: Double? {
    switch self {
    case .p50: 0.5
    case .p90: 0.9
    case .p95: 0.95
    case .p99: 0.99
    case .mean, .maximum: nil
    }
  }

  /// The figure of a summary, or nil where only the mean is known.
  public func value(of summary: MetricSummary) -> Double? {
    switch self {
    case .mean: summary.mean
    case .p50: summary.spread?.p50
    case .p90: summary.spread?.p90
    case .p95: summary.spread?.p95
    case .p99: summary.spread?.p99
    case .maximum: summary.spread?.maximum
    }
  }
}
