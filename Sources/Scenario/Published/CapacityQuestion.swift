import Metrics

/// The limit of a scenario: the highest rate, or the fewest replicas, at which all conditions hold.
public struct CapacityQuestion: Hashable, Sendable {
  /// What is searched over.
  public enum Variable: String, Hashable, Sendable, CaseIterable {
    /// The highest rate of the arrival process, in requests a second.
    case rate
    /// The fewest replicas of one pool, those of the others being as they are.
    case replicas
  }

  /// A bound on a statistic of a metric.
  public struct Limit: Hashable, Sendable {
    /// The metric.
    public var metric: MetricID
    /// Which figure of it.
    public var statistic: Statistic
    /// The bound in the metric's unit.
    public var bound: Double
    /// Whether values below it fail, as for attainment, and not those above.
    public var isLeast: Bool

    /// A bound.
    public init(metric: MetricID, statistic: Statistic, bound: Double, isLeast: Bool) {
      (self.metric, self.statistic, self.bound, self.isLeast) = (metric, statistic, bound, isLeast)
    }
  }

  /// A bound on how much slower requests are than alone on a reference machine.
  public struct SlowdownLimit: Hashable, Sendable {
    /// The latency.
    public var metric: MetricID
    /// The quantile over requests.
    public var quantile: Double
    /// The greatest slowdown.
    public var bound: Double

    /// A bound.
    public init(metric: MetricID, quantile: Double, bound: Double) {
      (self.metric, self.quantile, self.bound) = (metric, quantile, bound)
    }

    /// The nine that Splitwise asks for together (Patel et al., ISCA 2024, table VI).
    public static let splitwise: [SlowdownLimit] = [
      (MetricID.ttft, [2, 3, 6]), (.tpot, [1.25, 1.5, 5]), (.e2e, [1.25, 1.5, 5]),
    ].flatMap { metric, bounds in zip([0.5, 0.9, 0.99], bounds).map { SlowdownLimit(metric: metric, quantile: $0, bound: $1) } }
  }

  /// What is searched over.
  public var variable: Variable
  /// The pool whose replicas are counted; nil for the first.
  public var pool: String?
  /// Where the search begins.
  public var start: Double
  /// The bracket is narrow enough when its ends differ by this share.
  public var granularity: Double
  /// The most probes.
  public var probes: Int
  /// Bounds on metrics.
  public var limits: [Limit]
  /// Bounds on slowdowns; the reference is ``slowdownReference``.
  public var slowdowns: [SlowdownLimit]
  /// The scenario file of the machine that slowdowns refer to; nil where there are none.
  public var slowdownReference: String?
  /// Whether the loaded machine's time after the first token is divided by all tokens and not by the gaps between them, as
  /// Splitwise's simulator does: a request of n tokens then is (n - 1)/n of what it is by its gaps.
  public var slowdownsCountAllTokens = false
  /// The pace that requests must keep; nil where none is asked for.
  public var pace: TokenPace?
  /// The share of requests that must keep it.
  public var paceShare: Double

  /// A question, by the protocol of Sarathi-Serve where nothing else is said, and without conditions.
  public init(_ variable: Variable, start: Double, granularity: Double = 0.025, probes: Int = 20) {
    (self.variable, self.start, self.granularity, self.probes) = (variable, start, granularity, probes)
    (limits, slowdowns, paceShare) = ([], [], 1)
  }
}
