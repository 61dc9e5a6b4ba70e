extension ViewDefinition {
  /// All views of the first version.
  static let version1: [ViewDefinition] = [
    requestLatency, runOverview, unfinishedRun, metricComparison, pairedMetric, requestPair, timeSeriesRate, replicaLoad,
  ]

  static let requestLatency = ViewDefinition(
    name: "requestLatency",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("request", "request", "Position in the load, from 0."),
      ColumnDefinition("replica", "replica", "Where it ran."),
      ColumnDefinition("promptTokens", "promptTokens", unit: "tokens", "Tokens of the prompt."),
      ColumnDefinition("outputTokens", "outputTokens", unit: "tokens", "Tokens produced."),
      ColumnDefinition("cachedTokens", "cachedTokens", unit: "tokens", "Prompt tokens taken from a cache."),
      ColumnDefinition("preemptions", "preemptions", unit: "preemptions", "How often it was computed anew."),
      ColumnDefinition("arrivalSeconds", "arrivalPicoseconds / 1e12", unit: "s", "When it reached the cluster."),
    ] + ColumnDefinition.latencies, source: "FROM request")

  private static func figure(_ name: String, _ metric: String, _ column: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "(SELECT \(column) FROM runMetric WHERE run = run.id AND metric = '\(metric)')", unit: unit, meaning)
  }

  static let runOverview = ViewDefinition(
    name: "runOverview",
    columns: [
      ColumnDefinition("run", "run.id", "The run, `run.id`."),
      ColumnDefinition("name", "run.name", "The scenario's name."),
      ColumnDefinition("status", "run.status", "`running` or `finished`."),
      ColumnDefinition("created", "run.created", "When the run was made."),
      ColumnDefinition("seed", "run.seed", "Seed of every random stream."),
      ColumnDefinition("arrived", "run.arrived", unit: "requests", "Requests that arrived."),
      ColumnDefinition("finished", "run.finished", unit: "requests", "Requests that finished."),
      ColumnDefinition("objectiveMet", "run.objectiveMet", "Whether the objective was met."),
      figure("ttftP50", "ttft", "p50", unit: "ms", "Median time to first token."),
      figure("ttftP99", "ttft", "p99", unit: "ms", "99th percentile of time to first token."),
      figure("tpotP50", "tpot", "p50", unit: "ms", "Median time per output token."),
      figure("tpotP99", "tpot", "p99", unit: "ms", "99th percentile of time per output token."),
      figure("itlP99", "itl", "p99", unit: "ms", "99th percentile of all gaps between tokens."),
      figure("e2eP99", "e2e", "p99", unit: "ms", "99th percentile of end-to-end latency."),
      figure("outputTokensPerSecond", "output_throughput", "mean", unit: "tokens/s", "Output token throughput."),
      figure("goodputPerSecond", "goodput", "mean", unit: "requests/s", "Requests a second that met every limit."),
      ColumnDefinition("joules", "run.joules", unit: "J", "Energy from start to end."),
      ColumnDefinition("dollars", "run.dollars", unit: "USD", "Price of the cluster from start to end."),
    ], source: "FROM run")

  private static let unfinishedRun = ViewDefinition(
    name: "unfinishedRun",
    columns: [
      ColumnDefinition("run", "run.id", "The run, `run.id`."),
      ColumnDefinition("name", "run.name", "The scenario's name."),
      ColumnDefinition("created", "run.created", "When the run was made."),
      ColumnDefinition(
        "requests", "(SELECT count(*) FROM request WHERE run = run.id)", unit: "requests", "Request rows that were written."),
    ], source: "FROM run WHERE status = 'running'")

  private static let comparedColumns = [
    ColumnDefinition("baseline", "a.run", "The run compared with, `run.id`."),
    ColumnDefinition("candidate", "b.run", "The run compared, `run.id`."),
    ColumnDefinition("metric", "a.metric", "The metric."),
    ColumnDefinition("unit", "a.unit", "The unit of the figures in this row."),
    ColumnDefinition("baselineMean", "a.mean", unit: "see unit", "The baseline's mean."),
    ColumnDefinition("candidateMean", "b.mean", unit: "see unit", "The candidate's mean."),
    ColumnDefinition("meanDifference", "b.mean - a.mean", unit: "see unit", "Candidate less baseline."),
    ColumnDefinition("meanRatio", "b.mean / nullif(a.mean, 0)", unit: "ratio", "Candidate over baseline."),
    ColumnDefinition("baselineP99", "a.p99", unit: "see unit", "The baseline's 99th percentile."),
    ColumnDefinition("candidateP99", "b.p99", unit: "see unit", "The candidate's 99th percentile."),
    ColumnDefinition("p99Difference", "b.p99 - a.p99", unit: "see unit", "Candidate less baseline."),
  ]

  private static let metricComparison = ViewDefinition(
    name: "metricComparison", columns: comparedColumns,
    source: "FROM runMetric AS a JOIN runMetric AS b ON b.metric = a.metric AND b.run <> a.run")

  /// Runs that share their load and their seed and nothing else need be equal: what a paired comparison is made of.
  private static let pairedMetric = ViewDefinition(
    name: "pairedMetric",
    columns: [
      ColumnDefinition("seed", "x.seed", "The seed that both runs share."),
      ColumnDefinition("baselineName", "x.name", "The baseline's scenario."),
      ColumnDefinition("candidateName", "y.name", "The candidate's scenario."),
    ] + comparedColumns,
    source: """
      FROM run AS x JOIN run AS y ON y.seed = x.seed AND y.traceDigest = x.traceDigest AND y.scenarioHash <> x.scenarioHash
      JOIN runMetric AS a ON a.run = x.id JOIN runMetric AS b ON b.run = y.id AND b.metric = a.metric
      """)

  private static func difference(_ name: String, _ from: String, _ to: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "((b.\(to) - b.\(from)) - (a.\(to) - a.\(from))) / 1e9", unit: "ms", meaning)
  }

  private static let requestPair = ViewDefinition(
    name: "requestPair",
    columns: [
      ColumnDefinition("baseline", "a.run", "The run compared with, `run.id`."),
      ColumnDefinition("candidate", "b.run", "The run compared, `run.id`."),
      ColumnDefinition("request", "a.request", "The request that both runs served."),
      difference(
        "ttftDifferenceMilliseconds", "arrivalPicoseconds", "firstTokenPicoseconds", "Candidate less baseline, time to first token."),
      difference("e2eDifferenceMilliseconds", "arrivalPicoseconds", "finishPicoseconds", "Candidate less baseline, end-to-end latency."),
    ], source: "FROM request AS a JOIN request AS b ON b.request = a.request AND b.run <> a.run")

  private static func rate(_ name: String, _ column: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "\(column) * 1e12 / (endPicoseconds - startPicoseconds)", unit: unit, meaning)
  }

  private static let timeSeriesRate = ViewDefinition(
    name: "timeSeriesRate",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("bin", "bin", "Number of the bin, from 0."),
      ColumnDefinition("startSeconds", "startPicoseconds / 1e12", unit: "s", "When the bin begins."),
      ColumnDefinition("endSeconds", "endPicoseconds / 1e12", unit: "s", "When the bin ends."),
      ColumnDefinition("waiting", "waiting", unit: "requests", "Requests waiting at the bin's end."),
      ColumnDefinition("running", "running", unit: "requests", "Requests admitted to a replica at the bin's end."),
      ColumnDefinition(
        "kvShare", "kvBlocksUsed * 1.0 / (SELECT nullif(sum(kvBlocks * replicas), 0) FROM pool WHERE pool.run = timeSeries.run)",
        unit: "share", "KV blocks in use at the bin's end over all there are."),
      rate("arrivedPerSecond", "arrived", unit: "requests/s", "Arrivals a second."),
      rate("finishedPerSecond", "finished", unit: "requests/s", "Requests finished a second."),
      rate("prefillTokensPerSecond", "prefillTokens", unit: "tokens/s", "Prompt tokens prefilled a second."),
      rate("outputTokensPerSecond", "outputTokens", unit: "tokens/s", "Tokens produced a second."),
      rate("watts", "joules", unit: "W", "Mean power within the bin."),
    ], source: "FROM timeSeries")

  private static let replicaLoad = ViewDefinition(
    name: "replicaLoad",
    columns: [
      ColumnDefinition("run", "replica.run", "The run, `run.id`."),
      ColumnDefinition("replica", "replica.replica", "Number through all pools, from 0."),
      ColumnDefinition("pool", "pool.name", "The pool's name."),
      ColumnDefinition(
        "busyShare", "replica.busyPicoseconds * 1.0 / nullif(run.endPicoseconds, 0)", unit: "share",
        "Time with an iteration in progress over the run's length."),
      ColumnDefinition("finished", "replica.finished", unit: "requests", "Requests finished here."),
      ColumnDefinition(
        "tokensPerIteration", "(replica.prefillTokens + replica.decodeTokens) * 1.0 / nullif(replica.iterations, 0)", unit: "tokens",
        "Mean size of a batch."),
      ColumnDefinition("peakRunning", "replica.peakRunning", unit: "requests", "The most requests running at once."),
      ColumnDefinition(
        "peakKVShare", "replica.peakKVBlocks * 1.0 / nullif(pool.kvBlocks, 0)", unit: "share",
        "The most KV blocks in use at once over all there are."),
      ColumnDefinition("joules", "replica.joules", unit: "J", "Energy from start to end, idle draw included."),
      ColumnDefinition("dynamicJoules", "CAST(replica.dynamicNanojoules AS REAL) / 1e9", unit: "J", "Energy above idle."),
    ],
    source: """
      FROM replica JOIN run ON run.id = replica.run JOIN pool ON pool.run = replica.run AND pool.pool = replica.pool
      """)
}
