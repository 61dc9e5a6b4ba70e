import GRDB
import Record

extension ResultStore {
  /// The replicas that came or went in each of these runs, in the order of time; nil of a run that does not tell: one that was measured, or
  /// that an earlier version has stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run is missing.
  public func replicaChanges(ofRuns runs: [Int64]) throws -> [[ReplicaChange]?] {
    try read { db in
      try runs.map { run in
        guard let row = try Row.fetchOne(db, sql: "SELECT replicaChanges FROM run WHERE id = ?", arguments: [run]) else {
          throw DatabaseDamage(what: "run \(run) is missing")
        }
        return try SummaryReader.replicaChanges(StoredRow(row), of: run, db)
      }
    }
  }
}
