import Metrics

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
  /// Tokens that a decode step gives a sequence in the mean: one where nothing is drafted.
  case tokensPerStep

  /// Figures that are no metrics, by their names in YAML.
  static let others: [(name: String, figure: RunFigure, meaning: String)] = [
    ("makespan", .makespan, "from the start to the last request's end, in seconds"),
    ("cached_share", .cachedShare, "prompt tokens taken from a cache over all prompt tokens"),
    ("preemptions", .preemptions, "how often a request lost its place"),
    ("rejected_share", .rejectedShare, "requests turned away over those that arrived"),
    ("tokens_per_step", .tokensPerStep, "tokens that a decode step gives a sequence in the mean"),
  ]
}
