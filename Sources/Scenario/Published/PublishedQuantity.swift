import Kernel
import Metrics

/// A question put to the simulator for a published result; its answer is a number with a name that formulas use.
public struct PublishedQuantity: Sendable {
  /// What is asked.
  public enum Question: Hashable, Sendable {
    /// The cost of one iteration of a replica of the first pool, in milliseconds.
    case step(StepQuestion)
    /// A figure of a run.
    case run(RunFigure)
    /// What a run does for requests that must all keep a pace, in requests a second or as the share that fails it.
    case effective(TokenPace, PaceFigure)
    /// The limit of a scenario by search.
    case capacity(CapacityQuestion)
  }

  /// Its name in formulas.
  public let name: String
  /// The scenario that it is asked of, with what is changed in it.
  public let scenario: Scenario
  /// What is asked.
  public let question: Question
  /// Where it stands.
  public let place: Place

  init(name: String, scenario: Scenario, question: Question, place: Place) {
    (self.name, self.scenario, self.question, self.place) = (name, scenario, question, place)
  }
}

/// One iteration, and the part of its time that is asked for.
public struct StepQuestion: Hashable, Sendable {
  /// A prefill chunk, or several alike.
  public struct Chunk: Hashable, Sendable {
    /// How many of them.
    public var prompts: Int
    /// Prompt tokens in each.
    public var tokens: Int
    /// Tokens in the KV cache before it.
    public var contextTokens: Int
  }

  /// Which part of the iteration's time.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// All of it.
    case total
    /// Projections and feed-forward, without the LM head.
    case linear
    /// Attention of prefills and decodes, with its launch.
    case attention
    /// Both together, what papers call the step where they leave out host, norms and sampler.
    case linearAndAttention = "linear_and_attention"
  }

  /// Chunks prefilled.
  public var chunks: [Chunk]
  /// Sequences that decode a token.
  public var decodeSequences: Int
  /// Tokens of context of each, the decoded one included.
  public var decodeContextTokens: Int
  /// What is asked for.
  public var part: Part
}

/// A figure of a whole run.
public enum RunFigure: Hashable, Sendable {
  /// A statistic of a metric, in the metric's unit.
  case metric(MetricID, Statistic)
  /// From the start to the last request's end, in seconds.
  case makespan
  /// Prompt tokens that were taken from a cache over prompt tokens of finished requests.
  case cachedShare
  /// Preemptions.
  case preemptions
  /// Requests that were turned away over those that arrived.
  case rejectedShare

  /// Figures that are no metrics, by their names in YAML.
  static let others: [(name: String, figure: RunFigure, meaning: String)] = [
    ("makespan", .makespan, "from the start to the last request's end, in seconds"),
    ("cached_share", .cachedShare, "prompt tokens taken from a cache over all prompt tokens"),
    ("preemptions", .preemptions, "how often a request lost its place"),
    ("rejected_share", .rejectedShare, "requests turned away over those that arrived"),
  ]
}

/// What is asked of a run whose requests must keep a pace.
public enum PaceFigure: String, Hashable, Sendable, CaseIterable {
  /// Requests a second that kept the pace.
  case throughput
  /// The share of requests that did not.
  case failures
}

/// The pace that a request must keep: DeepSpeed-FastGen's effective throughput (Holmes et al., arXiv 2401.08671, section 4).
public struct TokenPace: Hashable, Sendable {
  /// The first token must be there after `prompt tokens / this` seconds.
  public var promptTokensPerSecond: Double
  /// The moving average of gaps between tokens must stay below one over this.
  public var generatedTokensPerSecond: Double
  /// Span of the exponential moving average in tokens.
  public var spanTokens: Int

  /// A pace.
  public init(promptTokensPerSecond: Double, generatedTokensPerSecond: Double, spanTokens: Int) {
    self.promptTokensPerSecond = promptTokensPerSecond
    self.generatedTokensPerSecond = generatedTokensPerSecond
    self.spanTokens = spanTokens
  }
}

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
