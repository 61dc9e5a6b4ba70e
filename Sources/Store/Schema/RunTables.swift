extension TableDefinition {
  /// All tables of the first version, parents before children.
  static let version1: [TableDefinition] = [
    columnDoc, run, pool, rejection, runMetric, objectiveDemand, replica, timeSeries, request, rejectedRequest,
  ]

  /// The table `request` as the latest version has it.
  static let currentRequest = request.adding([.requestClass] + ColumnDefinition.requestPlaces)

  /// The table `replica` as the latest version has it.
  static let currentReplica = replica.adding(
    ColumnDefinition.replicaVersion2 + [.prefillNanojoules] + ColumnDefinition.replicaSwapping + ColumnDefinition.prefixTiers
      + ColumnDefinition.replicaPresence + ColumnDefinition.replicaDrafts
      + ColumnDefinition.replicaAdapters + ColumnDefinition.replicaImages)

  /// The foreign key of every table that belongs to a run.
  static let runColumn = ColumnDefinition("run", "INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE", "The run, `run.id`.")

  private static let columnDoc = TableDefinition(
    name: "columnDoc",
    columns: [
      ColumnDefinition("tableName", "TEXT NOT NULL", "A table or a view of this database."),
      ColumnDefinition("position", "INTEGER NOT NULL", "The column's place in it, from 0."),
      ColumnDefinition("columnName", "TEXT NOT NULL", "One of its columns."),
      ColumnDefinition("unit", "TEXT NOT NULL", "The unit of the column's values; empty where they have none."),
      ColumnDefinition("meaning", "TEXT NOT NULL CHECK (meaning <> '')", "What the column says."),
    ], constraints: ["PRIMARY KEY (tableName, columnName)"])

  private static let run = TableDefinition(
    name: "run", columns: runProvenance + runCounts + runFindings,
    constraints: [
      "CHECK ((record = 'sample') = (recordFraction IS NOT NULL))",
      "CHECK ((status = 'finished') = (eventDigest IS NOT NULL))",
      """
      CHECK (status = 'running' OR (endPicoseconds >= measuredFromPicoseconds AND arrived IS NOT NULL AND finished IS NOT NULL
          AND rejected IS NOT NULL AND unfinished IS NOT NULL AND measuredArrived IS NOT NULL))
      """,
      "CHECK (arrived IS finished + rejected + unfinished)",
      "CHECK (measuredArrived IS measuredFinished + measuredRejected + measuredUnfinished)",
      "CHECK (arrived IS measuredArrived + warmUpRequests)",
      "CHECK ((objectiveMet IS NULL) = (objectiveGood IS NULL))",
      "CHECK ((growthPerSecond IS NULL) = (growthHalfWidthPerSecond IS NULL))",
    ])

  private static let runProvenance = [
    ColumnDefinition("id", "INTEGER PRIMARY KEY", "The run's number in this database."),
    ColumnDefinition("name", "TEXT NOT NULL", "The scenario's name."),
    ColumnDefinition(
      "status", "TEXT NOT NULL CHECK (status IN ('running', 'finished'))",
      "`running` until the summary is stored: a run that was killed stays so."),
    ColumnDefinition("scenario", "TEXT NOT NULL", "The resolved scenario, as YAML."),
    ColumnDefinition("scenarioHash", "TEXT NOT NULL", "Digest of the resolved scenario, hexadecimal."),
    ColumnDefinition("traceDigest", "TEXT NOT NULL", "Digest of what arrived, hexadecimal; equal digests mean equal loads."),
    ColumnDefinition("calibration", "TEXT NOT NULL", "Where iteration costs come from, such as `roofline@<digest>`."),
    ColumnDefinition("revision", "TEXT NOT NULL", "Source revision of the program."),
    ColumnDefinition("version", "TEXT NOT NULL", "Version of the program."),
    ColumnDefinition(
      "seed", "INTEGER NOT NULL", "Seed of every random stream; a seed of 2^63 or more stands here less 2^64."),
    ColumnDefinition("router", "TEXT NOT NULL", "The router's name."),
    ColumnDefinition(
      "record", "TEXT NOT NULL CHECK (record IN ('all', 'sample', 'summaries'))", "Which finished requests have a row."),
    ColumnDefinition(
      "recordFraction", "REAL CHECK (recordFraction BETWEEN 0 AND 1)", unit: "share", "The share of requests sampled, under `sample`."),
    ColumnDefinition("created", "TEXT NOT NULL", "When the run was made, ISO 8601, by the caller's clock."),
    ColumnDefinition("wallSeconds", "REAL CHECK (wallSeconds >= 0)", unit: "s", "Wall clock that the simulation took."),
    ColumnDefinition("cpuSeconds", "REAL CHECK (cpuSeconds >= 0)", unit: "s", "Processor time that the simulation took."),
    ColumnDefinition(
      "eventDigest", "TEXT CHECK (length(eventDigest) = 16 AND eventDigest NOT GLOB '*[^0-9a-f]*')",
      "Digest of all that happened to requests, sixteen hexadecimal digits; equal runs have equal digests."),
  ]

  private static func counter(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER CHECK (\(name) >= 0)", unit: unit, meaning)
  }

  private static let runCounts = [
    counter("endPicoseconds", unit: "ps", "When the last thing happened, in simulated time."),
    counter("measuredFromPicoseconds", unit: "ps", "When the measured period begins: the end of the warm-up."),
    ColumnDefinition("warmUp", "TEXT", "The warm-up rule, in words."),
    counter("warmUpRequests", unit: "requests", "Requests left out as warm-up: those numbered below this."),
    counter("arrived", unit: "requests", "Requests that arrived."),
    counter("finished", unit: "requests", "Requests that finished."),
    counter("rejected", unit: "requests", "Requests turned away."),
    counter("unfinished", unit: "requests", "Requests still in the system at the end."),
    counter("measuredArrived", unit: "requests", "Requests that arrived after the warm-up."),
    counter("measuredFinished", unit: "requests", "Those of them that finished."),
    counter("measuredRejected", unit: "requests", "Those of them turned away."),
    counter("measuredUnfinished", unit: "requests", "Those of them still in the system at the end."),
    counter("preemptions", unit: "preemptions", "How often a request lost its place and was computed anew."),
    counter("promptTokens", unit: "tokens", "Prompt tokens that arrived, those of rejected requests included."),
    counter("outputTokens", unit: "tokens", "Tokens produced, those of unfinished requests included."),
    counter("cachedTokens", unit: "tokens", "Prompt tokens that finished requests took from a cache."),
  ]

  private static let runFindings = [
    ColumnDefinition("joules", "REAL CHECK (joules >= 0)", unit: "J", "Energy from start to end, idle draw included."),
    ColumnDefinition("dollars", "REAL CHECK (dollars >= 0)", unit: "USD", "Price of the cluster from start to end."),
    ColumnDefinition(
      "growthPerSecond", "REAL", unit: "requests/s", "How fast the number of requests in the system grew while they arrived."),
    ColumnDefinition(
      "growthHalfWidthPerSecond", "REAL", unit: "requests/s", "Half width of the growth's 98 % confidence interval, one-sided at 99 %."),
    ColumnDefinition("growthPoints", "INTEGER", unit: "points", "Counts that the growth was fitted to."),
    ColumnDefinition("objectiveMet", "INTEGER CHECK (objectiveMet IN (0, 1))", "Whether every demand of the objective was met."),
    counter("objectiveGood", unit: "requests", "Measured requests that met every limit of the objective."),
    ColumnDefinition("goodputPerSecond", "REAL", unit: "requests/s", "Requests a second that met every limit of the objective."),
  ]

  static let pool = TableDefinition(
    name: "pool",
    columns: [
      runColumn,
      ColumnDefinition("pool", "INTEGER NOT NULL CHECK (pool >= 0)", "Position among the cluster's pools, from 0."),
      ColumnDefinition("name", "TEXT NOT NULL", "As written in the scenario."),
      ColumnDefinition("replicas", "INTEGER NOT NULL CHECK (replicas >= 0)", unit: "replicas", "How many replicas it has."),
      ColumnDefinition("accelerators", "INTEGER NOT NULL", unit: "accelerators", "Accelerators in each replica."),
      ColumnDefinition("scheduler", "TEXT NOT NULL", "The scheduling policy's name."),
      ColumnDefinition("kvBlocks", "INTEGER NOT NULL", unit: "blocks", "KV blocks that a replica's memory holds."),
      ColumnDefinition("blockTokens", "INTEGER NOT NULL", unit: "tokens", "Tokens in a KV block."),
      ColumnDefinition("maximumSequences", "INTEGER NOT NULL", unit: "sequences", "Sequences that may run at once on a replica."),
      ColumnDefinition("maximumModelTokens", "INTEGER NOT NULL", unit: "tokens", "Prompt and output together may not be longer."),
      ColumnDefinition("idleWatts", "REAL NOT NULL", unit: "W", "What a replica draws when it does nothing."),
      ColumnDefinition("dollarsPerHour", "REAL NOT NULL", unit: "USD/h", "Price of a replica."),
    ], constraints: ["PRIMARY KEY (run, pool)"], withoutRowID: true)

  private static let rejection = TableDefinition(
    name: "rejection",
    columns: [
      runColumn,
      ColumnDefinition("position", "INTEGER NOT NULL", "Order of the reasons."),
      ColumnDefinition("reason", "TEXT NOT NULL", "Why requests were turned away."),
      ColumnDefinition("requests", "INTEGER NOT NULL CHECK (requests >= measuredRequests)", unit: "requests", "How many."),
      ColumnDefinition(
        "measuredRequests", "INTEGER NOT NULL CHECK (measuredRequests >= 0)", unit: "requests", "How many of them after the warm-up."),
    ], constraints: ["PRIMARY KEY (run, position)"], withoutRowID: true)

  private static let objectiveDemand = TableDefinition(
    name: "objectiveDemand",
    columns: [
      runColumn,
      ColumnDefinition("demand", "INTEGER NOT NULL", "Position among the objective's demands, from 0."),
      ColumnDefinition("text", "TEXT NOT NULL", "The demand in words."),
      ColumnDefinition("met", "INTEGER NOT NULL CHECK (met BETWEEN 0 AND requests)", unit: "requests", "Requests that met it."),
      ColumnDefinition("requests", "INTEGER NOT NULL", unit: "requests", "Measured requests, rejected and unfinished included."),
      ColumnDefinition("askedShare", "REAL NOT NULL", unit: "share", "The share that was to meet it."),
      ColumnDefinition("isMet", "INTEGER NOT NULL CHECK (isMet IN (0, 1))", "Whether that share was reached."),
    ], constraints: ["PRIMARY KEY (run, demand)"], withoutRowID: true)
}
