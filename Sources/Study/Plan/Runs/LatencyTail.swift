import Metrics

/// The slow end of a latency that the objective limits.
public struct LatencyTail: Hashable, Sendable {
  /// The latency.
  public let metric: MetricID
  /// Its 99th percentile over the requests that finished, in seconds, in the mean over the seeds.
  public let seconds: Double
  /// What it may be, in seconds.
  public let limitSeconds: Double

  /// The part of its limit that it takes; above 1 it is beyond it.
  public var overLimit: Double { seconds / limitSeconds }
}
