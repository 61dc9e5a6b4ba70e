import Metrics

/// One figure that runs are compared by: a statistic of a metric, such as the 99th percentile of TTFT.
public struct Measure: Hashable, Sendable {
  /// The metric.
  public let metric: MetricID
  /// Which figure of it.
  public let statistic: Statistic

  /// A statistic of a metric.
  public init(_ metric: MetricID, _ statistic: Statistic = .mean) {
    self.metric = metric
    self.statistic = statistic
  }

  /// Its definition: name, unit and which way is better.
  public var definition: MetricDefinition { MetricCatalog.definition(of: metric) }

  /// Its value in a run, or nil where the run cannot tell it.
  public func value(in summary: RunSummary) -> Double? { summary[metric].flatMap(statistic.value(of:)) }

  /// Its value in a run, or nil where the run cannot tell it.
  public func value(in run: CompletedRun) -> Double? { run[metric].flatMap(statistic.value(of:)) }

  /// What a comparison shows: the latencies at mean, median and tails, then rates, energy and cost.
  public static let compared: [Measure] =
    [MetricID.ttft, .tpot, .itl, .e2e].flatMap { metric in [Statistic.mean, .p50, .p90, .p99].map { Measure(metric, $0) } }
    + [Measure(.taskLatency), Measure(.taskLatency, .p99), Measure(.taskThroughput)]
    + [
      .requestThroughput, .outputThroughput, .goodput, .attainment, .pipelineBubbleShare, .peakPower, .energyPerOutputToken,
      .carbonPerMillionOutputTokens, .costPerMillionOutputTokens,
    ].map { Measure($0) }

  /// Metrics that a comparison shows only where the two sides differ in them.
  static let comparedWhereDifferent: Set<MetricID> = [.pipelineBubbleShare, .peakPower, .carbonPerMillionOutputTokens]
}
