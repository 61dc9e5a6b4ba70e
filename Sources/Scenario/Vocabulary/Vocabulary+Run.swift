import Kernel
import Metrics

extension Vocabulary {
  /// The objective.
  static let objective = Key.section(
    "objective", latencyLimits + shares, "What was promised. A request that is rejected or unfinished keeps no promise.")

  private static let latencyBounds = Duration(picoseconds: 1)...Duration.longest

  private static let latencyLimits: [Key] = MetricID.requestLatencies.map { metric in
    Key(
      metric.rawValue, .time(latencyBounds), default: none, words: [Word(none, "no limit")],
      "The longest \(MetricCatalog.definition(of: metric).name.lowercased()) that a request may have.")
  }

  private static let shares: [Key] = [
    Key("attainment", .fraction(0.0001...1), default: "0.99", "The share of requests that must keep all these limits together."),
    Key(
      "percentiles",
      .list([
        .required(
          "metric", .word(MetricID.requestLatencies.map { Word($0.rawValue, MetricCatalog.definition(of: $0).name.lowercased()) }),
          "The latency."),
        .required("quantile", .fraction(0.0001...1), "The quantile, such as 99 %."),
        .required("at_most", .time(latencyBounds), "What it may be."),
      ]), default: none, words: [Word(none, "no such limit")], "Limits on quantiles, each on its own."),
  ]

  /// How the scenario is run.
  static let run = Key.section(
    "run",
    [
      Key("seeds", .seeds, default: "1", "How many replications (seeds 1, 2, ...), or a list of seeds."),
      Key(
        "record", .fraction(0.000001...1), default: "all",
        words: [Word("all", "a row for every request"), Word("summaries", "no rows, statistics only")],
        "What is stored of requests: all, summaries, or the share of a seeded sample."),
      Key("token_gaps", .flag, default: "false", "Whether the distribution of all gaps between tokens is stored, some hundred rows a run."),
      Key(
        "iterations", .flag, default: "false",
        "Whether every iteration is stored: when, how long, with what tokens; a leap over equal decode steps is one row."),
      Key(
        "series", .time(Duration(picoseconds: 1_000_000)...Duration.longest), default: "10 s", words: [Word(none, "no time series")],
        "Width of the bins of the time series."),
      Key(
        "warm_up", .timeOrCount(Duration.zero...Duration.longest, 0...1_000_000_000_000, unit: "requests"), default: none,
        words: [Word(none, "everything is measured"), Word("automatic", "what the MSER rule leaves out")],
        "Requests left out of latencies because the system was still filling: those of a first time, or the first so many."),
      Key(
        "horizon", .time(Duration(picoseconds: 1)...Duration.longest), default: none,
        words: [Word(none, "until the last request has ended")],
        "When the run stops; what is in flight then counts as unfinished."),
      Key(
        "predictor",
        .variant(
          Variant(
            tag: "kind", noun: "predictor",
            cases: {
              [
                .init("none", "nothing is known"), .init("oracle", "the truth, an upper bound on what prediction can bring"),
                .init(
                  "noisy", "the truth times a log-normal error",
                  [.required("log_deviation", .number(0...10), "Deviation of the error's natural logarithm.")]),
              ]
            })), default: "none", "What policies may know of a request's output before it ends."),
    ], "How the scenario is run and what is kept.")
}
