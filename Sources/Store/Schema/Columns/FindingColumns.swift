/// Columns of the tenth version: what is told beside percentiles, and what the trend of the queue says.
extension ColumnDefinition {
  /// What a run row has more.
  static let runFindingsVersion10 = [
    ColumnDefinition(
      "queueFinding", "TEXT CHECK (queueFinding IN ('growing', 'stable', 'undecided'))",
      "What the growth says: `growing`, `stable`, or `undecided` where the run holds too few requests to tell."),
    ColumnDefinition(
      "rejectedShare", "REAL AS (rejected * 1.0 / nullif(arrived, 0))", unit: "share",
      "Requests turned away over those that arrived; latencies are of the others."),
  ]

  /// The share of a run's measured requests that were turned away, for a row that speaks of the others.
  fileprivate static let survivors = ColumnDefinition(
    "rejectedShare", "(SELECT measuredRejected * 1.0 / nullif(measuredArrived, 0) FROM run WHERE run.id = runMetric.run)", unit: "share",
    "Measured requests of the run that were turned away; where it is not 0, latencies are those of the survivors.")
}

extension ViewDefinition {
  /// `runOverview` with the requests that were turned away.
  static let runOverviewWithRejected = ViewDefinition(
    name: runOverview.name,
    columns: runOverview.columns + [
      ColumnDefinition("rejected", "run.rejected", unit: "requests", "Requests turned away."),
      ColumnDefinition(
        "rejectedShare", "run.rejectedShare", unit: "share", "Requests turned away over those that arrived; latencies are of the others."),
      ColumnDefinition("queueFinding", "run.queueFinding", "Whether the queue kept growing: `growing`, `stable` or `undecided`."),
    ], source: runOverview.source)

  /// A row for each metric of a run, with the share of the requests that it does not speak of.
  static let metricOverview = ViewDefinition(
    name: "metricOverview",
    columns: TableDefinition.runMetric.columns.map { ColumnDefinition($0.name, $0.name, unit: $0.unit, $0.meaning) } + [.survivors],
    source: "FROM runMetric")
}
