import GRDB

/// A run of measured requests and the simulation of the same load, as `windtunnel validate` stores them.
public struct MeasuredPair: Hashable, Sendable {
  /// The run of measured requests.
  public var measured: Int64
  /// The simulated one.
  public var simulated: Int64
  /// What was measured.
  public var name: String
}

extension ResultStore {
  /// The validations whose measured requests are in this database, each with the first simulation of the same load, oldest first.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func measuredPairs() throws -> [MeasuredPair] {
    try read { db in
      let sql = """
        SELECT one.id AS measured, min(other.id) AS simulated, one.name AS name FROM run AS one
        JOIN run AS other ON other.traceDigest = one.traceDigest AND other.calibration <> 'measured' AND other.status = 'finished'
        WHERE one.calibration = 'measured' AND one.status = 'finished' GROUP BY one.id ORDER BY one.id
        """
      return try Row.fetchAll(db, sql: sql).map(StoredRow.init).map {
        MeasuredPair(measured: try $0("measured"), simulated: try $0("simulated"), name: try $0("name"))
      }
    }
  }
}
