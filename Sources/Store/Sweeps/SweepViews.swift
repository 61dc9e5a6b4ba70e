/// Views of the twelfth version: one row a run with all that a plot goes by, and the runs of sweeps.
extension ViewDefinition {
  static let version12 = [runWide, sweepRun]

  /// One row a run: what it was, what varied and what came of it.
  static let runWide = ViewDefinition(
    name: "runWide",
    columns: wideOrigin + wideFigures,
    source: """
      FROM run LEFT JOIN runDescription AS what ON what.run = run.id
      LEFT JOIN (
        SELECT run, sum(replicas * accelerators) AS accelerators, sum(replicas * dollarsPerHour) AS dollarsPerHour FROM pool GROUP BY run
      ) AS cluster ON cluster.run = run.id
      """)

  private static let wideOrigin = [
    ColumnDefinition("run", "run.id", "The run, `run.id`."),
    ColumnDefinition("name", "run.name", "The scenario's name."),
    ColumnDefinition("status", "run.status", "`running` or `finished`."),
    ColumnDefinition("seed", "run.seed", "Seed of every random stream; a seed of 2^63 or more stands here less 2^64."),
    ColumnDefinition(
      "varied", "(SELECT json_group_object(key, value) FROM runValue WHERE runValue.run = run.id)",
      "What varies in the study that made it, as a JSON object of keys with values; `runValue` has them as rows."),
    ColumnDefinition(
      "model", "what.model", "The model; nothing in this and the next four columns of a run that an earlier version has stored."),
    ColumnDefinition("accelerator", "what.accelerator", "The accelerator."),
    ColumnDefinition(
      "layout", "what.layout",
      "How a replica is spread over accelerators (TP tensor, PP pipeline, DP data, EP expert parallel) and how many there are, pool by pool."
    ),
    ColumnDefinition("scheduler", "what.scheduler", "The scheduling policy."),
    ColumnDefinition(
      "offeredPerSecond", "what.offeredPerSecond", unit: "requests/s",
      "The rate of the load's arrivals; nothing where requests come at the times of a trace, all at once or in a closed loop."),
    ColumnDefinition("router", "run.router", "The router's name."),
    ColumnDefinition(
      "accelerators", "cluster.accelerators", unit: "accelerators",
      "All accelerators, those of replicas that wait to be switched on included."),
    ColumnDefinition("dollarsPerHour", "cluster.dollarsPerHour", unit: "USD/h", "Price of all of them."),
    ColumnDefinition("experiment", "what.experiment", "Runs of equal experiment, seed, revision and version are the same run."),
    ColumnDefinition("scenarioHash", "run.scenarioHash", "Digest of the resolved scenario, hexadecimal."),
    ColumnDefinition("revision", "run.revision", "Source revision of the program."),
  ]

  private static func metric(_ metric: String, _ column: String = "mean") -> String {
    "(SELECT \(column) FROM runMetric WHERE run = run.id AND metric = '\(metric)')"
  }

  private static let wideFigures = [
    ColumnDefinition("attainedShare", metric("attainment"), unit: "share", "Measured requests that met every limit of the objective."),
    ColumnDefinition(
      "rejectedShare", "run.rejectedShare", unit: "share", "Requests turned away over those that arrived; latencies are of the others."),
    ColumnDefinition("objectiveMet", "run.objectiveMet", "Whether the objective was met."),
    ColumnDefinition("queueFinding", "run.queueFinding", "Whether the queue kept growing: `growing`, `stable` or `undecided`."),
    ColumnDefinition("ttftP50", metric("ttft", "p50"), unit: "ms", "Median time to first token."),
    ColumnDefinition("ttftP99", metric("ttft", "p99"), unit: "ms", "99th percentile of time to first token."),
    ColumnDefinition("tpotP50", metric("tpot", "p50"), unit: "ms", "Median time per output token."),
    ColumnDefinition("tpotP99", metric("tpot", "p99"), unit: "ms", "99th percentile of time per output token."),
    ColumnDefinition("itlP99", metric("itl", "p99"), unit: "ms", "99th percentile of all gaps between tokens."),
    ColumnDefinition("e2eP99", metric("e2e", "p99"), unit: "ms", "99th percentile of end-to-end latency."),
    ColumnDefinition("requestsPerSecond", metric("request_throughput"), unit: "requests/s", "Requests finished a second."),
    ColumnDefinition("goodputPerSecond", metric("goodput"), unit: "requests/s", "Requests a second that met every limit."),
    ColumnDefinition("outputTokensPerSecond", metric("output_throughput"), unit: "tokens/s", "Output token throughput."),
    ColumnDefinition(
      "tokensPerSecondPerUser", "1000 / nullif(\(metric("tpot", "p50")), 0)", unit: "tokens/s",
      "How fast a user's answer grows: one over the median time per output token."),
    ColumnDefinition(
      "tokensPerSecondPerAccelerator", "\(metric("output_throughput")) / nullif(cluster.accelerators, 0)", unit: "tokens/s",
      "Output token throughput over all accelerators."),
    ColumnDefinition("joulesPerToken", metric("energy_per_output_token"), unit: "J", "Energy for each output token."),
    ColumnDefinition(
      "dollarsPerMillionOutput", metric("cost_per_million_output_tokens"), unit: "USD",
      "Price of the cluster's time for each million output tokens."),
  ]

  /// The runs of sweeps: the first finished run of each experiment and seed.
  static let sweepRun = ViewDefinition(
    name: "sweepRun",
    columns: [
      ColumnDefinition("sweep", "sweepCell.sweep", "The sweep, `sweep.id`."),
      ColumnDefinition("cell", "sweepCell.cell", "The cell, `sweepCell.cell`."),
      ColumnDefinition("seed", "run.seed", "The run's seed."),
      ColumnDefinition("run", "min(run.id)", "The run, `run.id`: the first that came to its end."),
    ],
    source: """
      FROM sweepCell JOIN sweep ON sweep.id = sweepCell.sweep
      JOIN runDescription ON runDescription.experiment = sweepCell.experiment
      JOIN run ON run.id = runDescription.run AND run.status = 'finished' AND run.revision = sweep.revision AND run.version = sweep.version
      WHERE run.seed IN (SELECT value FROM json_each(sweepCell.seeds))
      GROUP BY sweepCell.sweep, sweepCell.cell, run.seed
      """)
}
