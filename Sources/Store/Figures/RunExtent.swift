import GRDB

/// How large the cluster of a run is, and what it is asked for.
public struct RunExtent: Hashable, Sendable {
  /// All accelerators; nil where no pool was stored.
  public var accelerators: Int?
  /// Price of all of them in US dollars an hour.
  public var dollarsPerHour: Double?
  /// Requests that the load offers a second, where somebody sets a rate.
  public var offeredPerSecond: Double?
}

extension ResultStore {
  /// How large the clusters of runs are, in the order asked for.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run is missing.
  public func extents(ofRuns runs: [Int64]) throws -> [RunExtent] {
    try read { db in
      let sql = """
        SELECT run.id AS run, what.offeredPerSecond AS offeredPerSecond,
          (SELECT sum(replicas * accelerators) FROM pool WHERE pool.run = run.id) AS accelerators,
          (SELECT sum(replicas * dollarsPerHour) FROM pool WHERE pool.run = run.id) AS dollarsPerHour
        FROM run LEFT JOIN runDescription AS what ON what.run = run.id WHERE run.id IN (SELECT value FROM json_each(?))
        """
      var found: [Int64: RunExtent] = [:]
      for row in try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init) {
        found[try row("run")] = RunExtent(
          accelerators: try row("accelerators"), dollarsPerHour: try row("dollarsPerHour"), offeredPerSecond: try row("offeredPerSecond"))
      }
      return try runs.map { run in
        guard let extent = found[run] else { throw DatabaseDamage(what: "run \(run) is missing") }
        return extent
      }
    }
  }
}
