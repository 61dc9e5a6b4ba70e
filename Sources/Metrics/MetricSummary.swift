/// How a summary's figures were come by.
public enum EstimationMethod: Hashable, Sendable {
  /// From every value, kept.
  case exact
  /// Quantiles from a histogram with this relative error; count, mean and maximum are exact.
  case histogram(relativeError: Double)
  /// One figure of the whole run, a ratio of exact sums.
  case ratio

  /// The method as databases and tables name it.
  public var name: String {
    switch self {
    case .exact: "exact"
    case .histogram: "histogram"
    case .ratio: "ratio"
    }
  }
}

/// The spread of a latency, in the metric's unit.
public struct Spread: Hashable, Sendable {
  /// The least value.
  public var minimum: Double
  /// The median.
  public var p50: Double
  /// The 90th percentile.
  public var p90: Double
  /// The 95th percentile.
  public var p95: Double
  /// The 99th percentile.
  public var p99: Double
  /// The greatest value.
  public var maximum: Double

  /// A spread as it stands.
  public init(minimum: Double, p50: Double, p90: Double, p95: Double, p99: Double, maximum: Double) {
    self.minimum = minimum
    self.p50 = p50
    self.p90 = p90
    self.p95 = p95
    self.p99 = p99
    self.maximum = maximum
  }
}

/// One metric of one run, in the unit of its ``MetricDefinition``.
public struct MetricSummary: Hashable, Sendable {
  /// The metric.
  public var metric: MetricID
  /// Values behind the figures; 1 for a figure of the whole run.
  public var count: Int
  /// Finished requests for which the metric is not defined: those of a single token for TPOT.
  public var undefined: Int
  /// The mean, or the figure itself where it is one of the whole run.
  public var mean: Double
  /// The spread; nil for a figure of the whole run.
  public var spread: Spread?
  /// 95 % confidence interval of the mean, by batch means; nil where there is too little to judge by.
  public var interval: ConfidenceInterval?
  /// How the figures were come by.
  public var method: EstimationMethod
  /// Whether the warm-up was left out of the quantiles; the pooled token gaps cannot always be told apart.
  public var excludesWarmUp: Bool

  /// A summary as it stands.
  public init(
    metric: MetricID, count: Int = 1, undefined: Int = 0, mean: Double, spread: Spread? = nil, interval: ConfidenceInterval? = nil,
    method: EstimationMethod = .ratio, excludesWarmUp: Bool = true
  ) {
    self.metric = metric
    self.count = count
    self.undefined = undefined
    self.mean = mean
    self.spread = spread
    self.interval = interval
    self.method = method
    self.excludesWarmUp = excludesWarmUp
  }
}
