import GRDB
import Metrics
import Record

extension ResultStore {
  /// What came of finished runs, in the order asked for: the summaries that ``summary(ofRun:)`` gives, but for the time series, the replicas
  /// and their comings and goings, the classes and the hand-overs, and with the metrics that are asked for alone. A handful of statements,
  /// however many runs there are.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run is missing or has not finished.
  public func findings(ofRuns runs: [Int64], metrics: [MetricID] = MetricID.allCases) throws -> [RunSummary] {
    try read { db in
      let reader = FindingsReader(db: db, runs: RunList.text(runs))
      let found = try reader.findings(metrics)
      return try runs.map { run in
        guard let findings = found[run] else { throw DatabaseDamage(what: "run \(run) is missing or has no findings") }
        return findings
      }
    }
  }
}

/// Reads what came of many runs.
private struct FindingsReader {
  let db: Database
  let runs: String

  func findings(_ metrics: [MetricID]) throws -> [Int64: RunSummary] {
    let rejections = try grouped("SELECT run, requests, measuredRequests FROM rejection", by: "position")
    let names = metrics.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let figures = try grouped("SELECT * FROM runMetric", by: "metric", and: "metric IN (\(names))")
    let demands = try grouped("SELECT * FROM objectiveDemand", by: "demand")
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM run WHERE status = 'finished' AND id IN (SELECT value FROM json_each(?))", arguments: [runs])
    var found: [Int64: RunSummary] = [:]
    for row in rows.map(StoredRow.init) {
      let id: Int64 = try row("id")
      let rejected = rejections[id] ?? []
      guard rejected.count == RejectionReason.allCases.count else {
        throw DatabaseDamage(what: "run \(id) does not say why requests were turned away")
      }
      let metrics = try (figures[id] ?? []).compactMap { row in
        try MetricID(rawValue: row("metric")).map { try SummaryReader.metric($0, row) }
      }
      found[id] = try SummaryReader.findings(
        row, rejected: (try rejected.map { try $0("requests") }, try rejected.map { try $0("measuredRequests") }),
        metrics: metrics.sorted { $0.metric < $1.metric }, demands: demands[id] ?? [])
    }
    return found
  }

  private func grouped(_ select: String, by order: String, and condition: String = "TRUE") throws -> [Int64: [StoredRow]] {
    let sql = "\(select) WHERE \(RunList.condition) AND \(condition) ORDER BY run, \(order)"
    return try Dictionary(grouping: Row.fetchAll(db, sql: sql, arguments: [runs]).map(StoredRow.init)) { try $0("run") }
  }
}
