/// Figures by class of request.
extension TableDefinition {
  /// The classes of a run's load and what became of their requests.
  static let runClass = TableDefinition(
    name: "runClass",
    columns: [
      runColumn,
      ColumnDefinition("class", "INTEGER NOT NULL CHECK (class >= 0)", "The class, by position in `workload.classes`."),
      ColumnDefinition("name", "TEXT NOT NULL", "Its name."),
      ColumnDefinition(
        "firstTokenDuePicoseconds", "INTEGER CHECK (firstTokenDuePicoseconds > 0)", unit: "ps",
        "When its first tokens are due after the arrival; nothing where that is not said."),
      ColumnDefinition("arrived", "INTEGER NOT NULL CHECK (arrived >= 0)", unit: "requests", "Measured requests of the class."),
      ColumnDefinition(
        "finished", "INTEGER NOT NULL CHECK (finished BETWEEN 0 AND arrived)", unit: "requests", "Those that finished."),
      ColumnDefinition(
        "inTime", "INTEGER CHECK (inTime BETWEEN 0 AND finished)", unit: "requests",
        "Those whose first token came in time; nothing where none is due."),
    ],
    constraints: ["PRIMARY KEY (run, class)", "CHECK ((inTime IS NULL) = (firstTokenDuePicoseconds IS NULL))"], withoutRowID: true)

  /// Latencies of each class.
  static let classMetric = TableDefinition(
    name: "classMetric",
    columns: [
      runColumn,
      ColumnDefinition("class", "INTEGER NOT NULL", "The class, `runClass.class`."),
      ColumnDefinition("metric", "TEXT NOT NULL", "The metric's name, as `windtunnel explain` takes it."),
      ColumnDefinition("count", "INTEGER NOT NULL CHECK (count > 0)", "Values behind the figures."),
      ColumnDefinition(
        "undefinedCount", "INTEGER NOT NULL CHECK (undefinedCount >= 0)", unit: "requests",
        "Finished requests for which the metric is not defined, such as TPOT of a single token."),
      latency("mean", "The mean, exact."), latency("minimum", "The least value, exact."), latency("p50", "The median."),
      latency("p90", "The 90th percentile."), latency("p95", "The 95th percentile."), latency("p99", "The 99th percentile."),
      latency("maximum", "The greatest value, exact."),
      ColumnDefinition("relativeError", "REAL NOT NULL", unit: "share", "The greatest relative error of the quantiles."),
    ],
    constraints: [
      "PRIMARY KEY (run, class, metric)", "FOREIGN KEY (run, class) REFERENCES runClass (run, class) ON DELETE CASCADE",
      "CHECK (minimum <= p50 AND p50 <= p90 AND p90 <= p95 AND p95 <= p99 AND p99 <= maximum)",
    ], withoutRowID: true)

  private static func latency(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "REAL NOT NULL", unit: "ms", meaning)
  }
}

extension ViewDefinition {
  /// A row for each class and latency; of a class of which nothing finished a row without figures.
  static let classLatency = ViewDefinition(
    name: "classLatency",
    columns: [
      ColumnDefinition("run", "runClass.run", "The run, `run.id`."),
      ColumnDefinition("class", "runClass.class", "The class, by position in `workload.classes`."),
      ColumnDefinition("name", "runClass.name", "Its name."),
      ColumnDefinition("arrived", "runClass.arrived", unit: "requests", "Measured requests of the class."),
      ColumnDefinition("finished", "runClass.finished", unit: "requests", "Those that finished."),
      ColumnDefinition(
        "firstTokenDueMilliseconds", "runClass.firstTokenDuePicoseconds / 1e9", unit: "ms", "When its first tokens are due."),
      ColumnDefinition(
        "inTimeShare", "runClass.inTime * 1.0 / nullif(runClass.arrived, 0)", unit: "share",
        "Requests of the class whose first token came in time."),
      ColumnDefinition("metric", "classMetric.metric", "The latency that the figures to the right speak of."),
      ColumnDefinition("count", "classMetric.count", "Values behind the figures."),
      figure("mean", "The mean."), figure("p50", "The median."), figure("p90", "The 90th percentile."),
      figure("p95", "The 95th percentile."), figure("p99", "The 99th percentile."), figure("maximum", "The greatest value."),
    ],
    source: """
      FROM runClass LEFT JOIN classMetric ON classMetric.run = runClass.run AND classMetric.class = runClass.class
      """)

  private static func figure(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "classMetric.\(name)", unit: "ms", meaning)
  }
}
