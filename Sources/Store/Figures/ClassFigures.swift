import GRDB
import Metrics

/// What became of a class of requests in all of some runs.
public struct ClassFigures: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Measured requests of the class.
  public var arrived: Int
  /// Those that finished.
  public var finished: Int
  /// When its first tokens are due after the arrival; nil where that is not said.
  public var firstTokenDueMilliseconds: Double?
  /// Those whose first token came in time; nil where none is due.
  public var inTime: Int?
  /// Latencies in milliseconds, means over the runs, each with median and 99th percentile.
  public var spreadByMetric: [MetricID: Spread]

  /// A latency in two figures.
  public struct Spread: Hashable, Sendable {
    /// The median.
    public var p50: Double
    /// The 99th percentile.
    public var p99: Double
  }
}

extension ResultStore {
  /// The classes of runs that differ in their seed only, in the order of the scenario; none where the load has none.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func classFigures(ofRuns runs: [Int64]) throws -> [ClassFigures] {
    try read { db in
      let list = RunList.text(runs)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT class, metric, avg(p50) AS p50, avg(p99) AS p99 FROM classMetric WHERE \(RunList.condition) GROUP BY class, metric
          """, arguments: [list]
      ).map(StoredRow.init)
      var spreads: [Int: [MetricID: ClassFigures.Spread]] = [:]
      for row in rows {
        guard let metric = MetricID(rawValue: try row("metric")) else { continue }
        spreads[try row("class"), default: [:]][metric] = ClassFigures.Spread(p50: try row("p50"), p99: try row("p99"))
      }
      let classes = """
        SELECT class, min(name) AS name, sum(arrived) AS arrived, sum(finished) AS finished,
          min(firstTokenDuePicoseconds) / 1e9 AS due, sum(inTime) AS inTime
        FROM runClass WHERE \(RunList.condition) GROUP BY class ORDER BY class
        """
      return try Row.fetchAll(db, sql: classes, arguments: [list]).map(StoredRow.init).map { row in
        ClassFigures(
          name: try row("name"), arrived: try row("arrived"), finished: try row("finished"), firstTokenDueMilliseconds: try row("due"),
          inTime: try row("inTime"), spreadByMetric: spreads[try row("class")] ?? [:])
      }
    }
  }
}
