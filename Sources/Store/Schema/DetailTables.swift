extension TableDefinition {
  static let runMetric = TableDefinition(
    name: "runMetric",
    columns: [
      runColumn,
      ColumnDefinition("metric", "TEXT NOT NULL", "The metric's name, as `windtunnel explain` takes it."),
      ColumnDefinition("unit", "TEXT NOT NULL", "The unit of the figures in this row."),
      ColumnDefinition("count", "INTEGER NOT NULL CHECK (count >= 0)", "Values behind the figures."),
      ColumnDefinition(
        "undefinedCount", "INTEGER NOT NULL CHECK (undefinedCount >= 0)", unit: "requests",
        "Finished requests for which the metric is not defined, such as TPOT of a single token."),
      ColumnDefinition("mean", "REAL NOT NULL", unit: "see unit", "The mean, or the figure itself where it is one of the whole run."),
      ColumnDefinition("minimum", "REAL", unit: "see unit", "The least value."),
      ColumnDefinition("p50", "REAL", unit: "see unit", "The median."),
      ColumnDefinition("p90", "REAL", unit: "see unit", "The 90th percentile."),
      ColumnDefinition("p95", "REAL", unit: "see unit", "The 95th percentile."),
      ColumnDefinition("p99", "REAL", unit: "see unit", "The 99th percentile."),
      ColumnDefinition("maximum", "REAL", unit: "see unit", "The greatest value."),
      ColumnDefinition(
        "ciHalfWidth", "REAL CHECK (ciHalfWidth >= 0)", unit: "see unit",
        "Half width of the mean's confidence interval, by batch means; nothing where there is too little to judge by."),
      ColumnDefinition("ciLevel", "REAL CHECK (ciLevel BETWEEN 0 AND 1)", unit: "share", "The interval's confidence."),
      ColumnDefinition("ciDegreesOfFreedom", "INTEGER CHECK (ciDegreesOfFreedom > 0)", "Degrees of freedom behind the interval."),
      ColumnDefinition("ciLow", "REAL AS (mean - ciHalfWidth)", unit: "see unit", "The interval's lower end."),
      ColumnDefinition("ciHigh", "REAL AS (mean + ciHalfWidth)", unit: "see unit", "The interval's upper end."),
      ColumnDefinition(
        "method", "TEXT NOT NULL CHECK (method IN ('exact', 'histogram', 'ratio'))",
        "`exact` from every value, `histogram` with a relative error, `ratio` of two exact sums."),
      ColumnDefinition("relativeError", "REAL", unit: "share", "The greatest relative error of the quantiles, under `histogram`."),
      ColumnDefinition(
        "excludesWarmUp", "INTEGER NOT NULL CHECK (excludesWarmUp IN (0, 1))", "0 where the warm-up could not be told apart."),
    ],
    constraints: [
      "PRIMARY KEY (run, metric)",
      "CHECK ((ciHalfWidth IS NULL) = (ciLevel IS NULL) AND (ciLevel IS NULL) = (ciDegreesOfFreedom IS NULL))",
      "CHECK ((method = 'histogram') = (relativeError IS NOT NULL))",
      "CHECK (minimum IS NULL OR (minimum <= p50 AND p50 <= p90 AND p90 <= p95 AND p95 <= p99 AND p99 <= maximum))",
    ], withoutRowID: true)

  private static func total(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) >= 0)", unit: unit, meaning)
  }

  static let replica = TableDefinition(
    name: "replica",
    columns: [
      runColumn,
      total("replica", unit: "", "Number through all pools, from 0."),
      total("pool", unit: "", "The pool it belongs to, `pool.pool`."),
      total("iterations", unit: "iterations", "Iterations run."),
      total("busyPicoseconds", unit: "ps", "Time with an iteration in progress."),
      total("prefillTokens", unit: "tokens", "Prompt tokens prefilled, recomputation included."),
      total("prefillPairs", unit: "pairs", "Query-key pairs of all prefill chunks."),
      total("decodeTokens", unit: "tokens", "Tokens decoded; a request's first comes from its prefill and is not among them."),
      total("decodeContextTokens", unit: "tokens", "KV tokens read by decoding, summed over iterations."),
      total("sampledRows", unit: "rows", "Rows through the LM head."),
      total("routed", unit: "requests", "Requests sent here."),
      total("finished", unit: "requests", "Requests finished here."),
      total("preemptions", unit: "preemptions", "Preemptions by recomputation."),
      total("peakRunning", unit: "requests", "The most requests running at once."),
      total("peakKVBlocks", unit: "blocks", "The most KV blocks in use at once."),
      ColumnDefinition(
        "dynamicNanojoules", "TEXT NOT NULL CHECK (dynamicNanojoules NOT GLOB '*[^0-9]*' AND dynamicNanojoules <> '')", unit: "nJ",
        "Energy above idle, exact, as decimal digits: it may pass 2^63."),
      ColumnDefinition("joules", "REAL NOT NULL CHECK (joules >= 0)", unit: "J", "Energy from start to end, idle draw included."),
    ],
    constraints: [
      "PRIMARY KEY (run, replica)", "FOREIGN KEY (run, pool) REFERENCES pool (run, pool)", "CHECK (finished <= routed)",
    ], withoutRowID: true)

  static let timeSeries = TableDefinition(
    name: "timeSeries",
    columns: [
      runColumn,
      total("bin", unit: "", "Number of the bin, from 0."),
      total("startPicoseconds", unit: "ps", "When the bin begins."),
      ColumnDefinition(
        "endPicoseconds", "INTEGER NOT NULL CHECK (endPicoseconds > startPicoseconds)", unit: "ps",
        "When the bin ends; the last ends with the run."),
      total("waiting", unit: "requests", "Requests waiting at the bin's end."),
      total("running", unit: "requests", "Requests admitted to a replica at the bin's end."),
      total("kvBlocksUsed", unit: "blocks", "KV blocks in use at the bin's end."),
      total("arrived", unit: "requests", "Requests that arrived within the bin."),
      total("finished", unit: "requests", "Requests that finished within the bin."),
      total("prefillTokens", unit: "tokens", "Prompt tokens prefilled within the bin, recomputation included."),
      total("outputTokens", unit: "tokens", "Tokens produced within the bin."),
      ColumnDefinition("joules", "REAL NOT NULL", unit: "J", "Energy drawn within the bin, idle draw included."),
    ], constraints: ["PRIMARY KEY (run, bin)"], withoutRowID: true)

  static let request = TableDefinition(
    name: "request",
    columns: [
      runColumn,
      ColumnDefinition("request", "INTEGER NOT NULL", "Position in the load, from 0: the same request in every run of that load."),
      ColumnDefinition("replica", "INTEGER NOT NULL", "Where it ran; the last replica, were there several."),
      ColumnDefinition("promptTokens", "INTEGER NOT NULL", unit: "tokens", "Tokens of the prompt."),
      ColumnDefinition("outputTokens", "INTEGER NOT NULL", unit: "tokens", "Tokens produced."),
      ColumnDefinition("cachedTokens", "INTEGER NOT NULL", unit: "tokens", "Prompt tokens taken from a cache."),
      ColumnDefinition("preemptions", "INTEGER NOT NULL", unit: "preemptions", "How often it was computed anew."),
      ColumnDefinition("arrivalPicoseconds", "INTEGER NOT NULL", unit: "ps", "When it reached the cluster."),
      ColumnDefinition("firstScheduledPicoseconds", "INTEGER NOT NULL", unit: "ps", "When it first took part in an iteration."),
      ColumnDefinition("firstTokenPicoseconds", "INTEGER NOT NULL", unit: "ps", "When its first token was out."),
      ColumnDefinition("finishPicoseconds", "INTEGER NOT NULL", unit: "ps", "When its last token was out."),
    ],
    constraints: [
      "PRIMARY KEY (run, request)",
      """
      CHECK (request >= 0 AND replica >= 0 AND promptTokens > 0 AND outputTokens > 0 AND cachedTokens >= 0 AND preemptions >= 0
          AND 0 <= arrivalPicoseconds AND arrivalPicoseconds <= firstScheduledPicoseconds
          AND firstScheduledPicoseconds <= firstTokenPicoseconds AND firstTokenPicoseconds <= finishPicoseconds)
      """,
    ], withoutRowID: true)

  static let rejectedRequest = TableDefinition(
    name: "rejectedRequest",
    columns: [
      runColumn,
      total("request", unit: "", "Position in the load, from 0."),
      total("arrivalPicoseconds", unit: "ps", "When it reached the cluster."),
      ColumnDefinition("promptTokens", "INTEGER NOT NULL CHECK (promptTokens > 0)", unit: "tokens", "Tokens of the prompt."),
      ColumnDefinition("outputTokens", "INTEGER NOT NULL CHECK (outputTokens > 0)", unit: "tokens", "Tokens it would have produced."),
      ColumnDefinition("reason", "TEXT NOT NULL", "Why it was turned away."),
    ], constraints: ["PRIMARY KEY (run, request)"], withoutRowID: true)
}
