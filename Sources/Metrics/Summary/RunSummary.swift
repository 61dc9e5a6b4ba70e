import Kernel
import Record

/// All that is said of a run when it is over; equal runs give equal summaries, bit for bit.
public struct RunSummary: Hashable, Sendable {
  /// When the last thing happened.
  public var end: Instant
  /// When the measured period begins: the start of the run, or the end of its warm-up.
  public var measuredFrom: Instant
  /// The warm-up rule, in words.
  public var warmUp: String
  /// Requests left out as warm-up: those numbered below this.
  public var warmUpRequests: Int
  /// All requests of the run.
  public var counts: RequestCounts
  /// The requests after the warm-up, which the metrics speak of.
  public var measured: RequestCounts
  /// Preemptions, each of which computes a request anew.
  public var preemptions: Int
  /// Prompt tokens that arrived.
  public var promptTokens: Int
  /// Tokens produced, those of unfinished requests included.
  public var outputTokens: Int
  /// Prompt tokens that finished requests took from a cache.
  public var cachedTokens: Int
  /// Energy from start to end, idle draw included.
  public var joules: Double
  /// Price of the cluster from start to end, in US dollars.
  public var dollars: Double
  /// The metrics that can be told of this run, in the order of ``MetricID``.
  public var metrics: [MetricSummary]
  /// How the objective was kept, where there is one.
  public var objective: ObjectiveResult?
  /// Whether the queue kept growing; nil where the run is too short to judge.
  public var stability: Stability?
  /// The time series, empty where none was asked for.
  public var series: [SeriesBin]
  /// What each replica did.
  public var replicas: [ReplicaOutcome]
  /// The digest of all that happened to requests.
  public var digest: UInt64
  /// The same requests by class, in the order of the scenario; empty where the load has none.
  public var classes: [ClassSummary]
  /// KV handed over between replicas.
  public var handOvers: HandOverTotals
  /// Replicas that came or went, in the order of time; nil where nobody told, as of a run that an earlier version has stored.
  public var replicaChanges: [ReplicaChange]?

  /// A summary as it stands, such as one read back from where it was stored.
  public init(
    end: Instant, measuredFrom: Instant, warmUp: String, warmUpRequests: Int, counts: RequestCounts, measured: RequestCounts,
    preemptions: Int, promptTokens: Int, outputTokens: Int, cachedTokens: Int, joules: Double, dollars: Double,
    metrics: [MetricSummary], objective: ObjectiveResult?, stability: Stability?, series: [SeriesBin], replicas: [ReplicaOutcome],
    digest: UInt64, classes: [ClassSummary] = [], handOvers: HandOverTotals = HandOverTotals(),
    replicaChanges: [ReplicaChange]? = nil
  ) {
    self.end = end
    self.measuredFrom = measuredFrom
    self.warmUp = warmUp
    self.warmUpRequests = warmUpRequests
    self.counts = counts
    self.measured = measured
    self.preemptions = preemptions
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.joules = joules
    self.dollars = dollars
    self.metrics = metrics
    self.objective = objective
    self.stability = stability
    self.series = series
    self.replicas = replicas
    self.digest = digest
    self.classes = classes
    self.handOvers = handOvers
    self.replicaChanges = replicaChanges
  }

  /// The summary of one metric, or nil where it cannot be told of this run.
  public subscript(metric: MetricID) -> MetricSummary? { metrics.first { $0.metric == metric } }
}
