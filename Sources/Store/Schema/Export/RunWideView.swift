/// The wide view of the seventeenth version: what a run was and what came of it, with its own counts, times and provenance.
extension ViewDefinition {
  /// `runWide` with all that a run's own row says.
  static let runWideWithCounts = ViewDefinition(
    name: runWide.name, columns: runWide.columns + wideTails + wideCounts + wideProvenance, source: runWide.source)

  private static func metric(_ metric: String, _ column: String = "mean") -> String {
    "(SELECT \(column) FROM runMetric WHERE run = run.id AND metric = '\(metric)')"
  }

  private static let wideTails = [
    ColumnDefinition("itlP50", metric("itl", "p50"), unit: "ms", "Median of all gaps between tokens."),
    ColumnDefinition("e2eP50", metric("e2e", "p50"), unit: "ms", "Median end-to-end latency."),
    ColumnDefinition("busyShare", metric("busy_share"), unit: "share", "Share of the replicas' time with an iteration in progress."),
    ColumnDefinition("watts", metric("mean_power"), unit: "W", "Mean power of all replicas."),
  ]

  private static func own(_ name: String, unit: String = "", _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "run.\(name)", unit: unit, meaning)
  }

  private static let wideCounts = [
    ColumnDefinition("endSeconds", "run.endPicoseconds / 1e12", unit: "s", "When the last thing happened, in simulated time."),
    ColumnDefinition(
      "measuredFromSeconds", "run.measuredFromPicoseconds / 1e12", unit: "s", "When the measured period begins: the end of the warm-up."),
    own("warmUp", "The warm-up rule, in words."),
    own("warmUpRequests", unit: "requests", "Requests left out as warm-up: those numbered below this."),
    own("arrived", unit: "requests", "Requests that arrived."), own("finished", unit: "requests", "Requests that finished."),
    own("rejected", unit: "requests", "Requests turned away."),
    own("unfinished", unit: "requests", "Requests still in the system at the end."),
    own("measuredArrived", unit: "requests", "Requests that arrived after the warm-up."),
    own("measuredFinished", unit: "requests", "Those of them that finished."),
    own("measuredRejected", unit: "requests", "Those of them turned away."),
    own("measuredUnfinished", unit: "requests", "Those of them still in the system at the end."),
    own("preemptions", unit: "preemptions", "How often a request lost its place and was computed anew."),
    own("promptTokens", unit: "tokens", "Prompt tokens that arrived, those of rejected requests included."),
    own("outputTokens", unit: "tokens", "Tokens produced, those of unfinished requests included."),
    own("cachedTokens", unit: "tokens", "Prompt tokens that finished requests took from a cache."),
    own("joules", unit: "J", "Energy from start to end, idle draw included."),
    own("dollars", unit: "USD", "Price of the cluster from start to end."),
    own("growthPerSecond", unit: "requests/s", "How fast the number of requests in the system grew while they arrived."),
    own(
      "growthHalfWidthPerSecond", unit: "requests/s",
      "Half width of the growth's 98 % confidence interval, one-sided at 99 %."),
  ]

  private static let wideProvenance = [
    own("traceDigest", "Digest of what arrived, hexadecimal; equal digests mean equal loads."),
    own("calibration", "Where iteration costs come from, such as `roofline@<digest>`."),
    own("version", "Version of the program."), own("record", "Which finished requests have a row: `all`, `sample` or `summaries`."),
    own("recordFraction", unit: "share", "The share of requests sampled, under `sample`."),
    own("created", "When the run was made, ISO 8601, by the caller's clock."),
    own("wallSeconds", unit: "s", "Wall clock that the simulation took."),
    own("cpuSeconds", unit: "s", "Processor time that the simulation took."),
    own("eventDigest", "Digest of all that happened to requests, sixteen hexadecimal digits; equal runs have equal digests."),
  ]
}
