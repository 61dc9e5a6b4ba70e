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
