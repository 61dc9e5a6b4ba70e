import GRDB
import Metrics

/// How the requests that arrived within a stretch of time kept an objective.
public struct ObjectiveBin: Hashable, Sendable {
  /// When the stretch begins.
  public var startSeconds: Double
  /// Requests that arrived within it, in all runs; where a share of them was recorded, as many as those stand for.
  public var requests: Double
  /// Those of them that finished within every limit.
  public var good: Double
}

extension ResultStore {
  /// How the requests of these runs kept `limits`, by when they arrived, in stretches of so many seconds. Requests that were rejected kept
  /// none; those that had not ended are not among them.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func objectiveCourse(ofRuns runs: [Int64], limits: [Objective.Limit], stretchSeconds: Double) throws -> [ObjectiveBin] {
    guard !limits.isEmpty, stretchSeconds > 0 else { return [] }
    return try read { db in
      let picoseconds = Int64(min(max(stretchSeconds * 1e12, 1), 1e18))
      let good = limits.map { "(\(ColumnDefinition.isWithin($0)))" }.joined(separator: " AND ")
      let weight = "1.0 / coalesce((SELECT recordFraction FROM run WHERE id = request.run), 1)"
      let sql = """
        SELECT stretch, sum(requests) AS requests, sum(good) AS good FROM (
          SELECT arrivalPicoseconds / \(picoseconds) AS stretch, \(weight) AS requests, iif(\(good), \(weight), 0) AS good
          FROM request WHERE \(RunList.condition)
          UNION ALL
          SELECT arrivalPicoseconds / \(picoseconds), 1, 0 FROM rejectedRequest WHERE \(RunList.condition)
        ) GROUP BY stretch ORDER BY stretch
        """
      let list = RunList.text(runs)
      return try Row.fetchAll(db, sql: sql, arguments: [list, list]).map(StoredRow.init).map { row in
        let stretch: Int = try row("stretch")
        return ObjectiveBin(
          startSeconds: Double(stretch) * Double(picoseconds) / 1e12, requests: try row("requests"), good: try row("good"))
      }
    }
  }
}
