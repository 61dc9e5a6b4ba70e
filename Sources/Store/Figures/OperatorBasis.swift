import GRDB

/// An operator of an iteration, and what its time rests on.
public struct OperatorBasis: Hashable, Sendable {
  /// The pool's name.
  public var pool: String
  /// The part of the iteration.
  public var part: String
  /// The operator in words, with its shape.
  public var operation: String
  /// `measured`, `extrapolated` or `roofline`.
  public var basis: String
}

extension ResultStore {
  /// The operators of a run's iterations, pool by pool.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func operatorBases(ofRun run: Int64) throws -> [OperatorBasis] {
    try read { db in
      let sql = """
        SELECT pool.name AS pool, part, operation, basis FROM runOperator
        JOIN pool ON pool.run = runOperator.run AND pool.pool = runOperator.pool WHERE runOperator.run = ?
        ORDER BY runOperator.pool, position
        """
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).map {
        OperatorBasis(pool: try $0("pool"), part: try $0("part"), operation: try $0("operation"), basis: try $0("basis"))
      }
    }
  }
}
