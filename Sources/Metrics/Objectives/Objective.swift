import Kernel

/// What the user promised: limits that a share of the requests must meet, all of them at once, and percentile limits
/// that hold each on its own. A request that was rejected or never finished meets none of them.
public struct Objective: Hashable, Sendable {
  /// A latency of each request that may not exceed a length of time.
  public struct Limit: Hashable, Sendable {
    /// One of ``MetricID/requestLatencies``.
    public var metric: MetricID
    /// The longest time that still meets the limit.
    public var atMost: Duration

    /// A limit.
    ///
    /// - Precondition: the metric is a latency of single requests.
    public init(_ metric: MetricID, atMost: Duration) {
      precondition(MetricID.requestLatencies.contains(metric), "no latency of single requests")
      self.metric = metric
      self.atMost = atMost
    }
  }

  /// A quantile that may not exceed a length of time: that share of all requests must meet the limit.
  public struct PercentileLimit: Hashable, Sendable {
    /// The limit.
    public var limit: Limit
    /// The quantile, such as 0.99.
    public var quantile: Double

    /// A percentile limit.
    public init(_ limit: Limit, quantile: Double) {
      self.limit = limit
      self.quantile = quantile
    }
  }

  /// Limits that one request must meet all of.
  public var limits: [Limit]
  /// The share of requests that must meet `limits`, such as 0.99.
  public var share: Double
  /// Limits on quantiles, each on its own.
  public var percentileLimits: [PercentileLimit]

  /// An objective.
  public init(limits: [Limit] = [], share: Double = 0.99, percentileLimits: [PercentileLimit] = []) {
    self.limits = limits
    self.share = share
    self.percentileLimits = percentileLimits
  }

  /// The limits that goodput counts by: `limits`, or where there are none those of the percentiles, taken together.
  public var goodputLimits: [Limit] { limits.isEmpty ? percentileLimits.map(\.limit) : limits }
}
