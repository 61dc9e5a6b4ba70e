import GRDB
import Record

extension ResultStore {
  /// So many recorded iterations of the replica on which most requests waited, around the moment when they did, in the order of time;
  /// none of a run whose iterations were not recorded.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func busiestIterations(ofRun run: Int64, rows most: Int) throws -> [IterationSpan] {
    try read { db in
      let peak = """
        SELECT replica, number FROM iteration WHERE run = ? ORDER BY waiting DESC, decodeSequences + prefillTokens DESC, number LIMIT 1
        """
      guard let row = try Row.fetchOne(db, sql: peak, arguments: [run]).map(StoredRow.init) else { return [] }
      let (replica, number): (Int, Int) = (try row("replica"), try row("number"))
      func spans(_ condition: String, _ count: Int) throws -> [IterationSpan] {
        let sql = "SELECT * FROM iteration WHERE run = ? AND replica = ? AND number \(condition) LIMIT ?"
        return try Row.fetchAll(db, sql: sql, arguments: [run, replica, number, count]).map { try Self.iteration(StoredRow($0)) }
      }
      let after = try spans(">= ? ORDER BY number", most)
      let before = try spans("< ? ORDER BY number DESC", max(most / 3, most - after.count))
      return (before.reversed() + after.prefix(most - before.count)).sorted { ($0.start, $0.lane) < ($1.start, $1.lane) }
    }
  }
}
