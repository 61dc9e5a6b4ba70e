import GRDB

/// How far a fit of an operator's times was off where measurements had been kept aside.
public struct FitResidual: Hashable, Sendable {
  /// The profile's name.
  public var profile: String
  /// The operator, with the variant and the number format where it has them.
  public var operation: String
  /// Measurements kept aside.
  public var heldOutRows: Int
  /// Median absolute error of these, as a share.
  public var medianError: Double
  /// What nine in ten of these stay below.
  public var p90Error: Double
  /// The greatest of them.
  public var worstError: Double
}

extension ResultStore {
  /// How far off the fits are that a run's costs come from; none of a run on the roofline, and where the profile is not stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func residuals(ofRun run: Int64) throws -> [FitResidual] {
    try read { db in
      let sql = """
        SELECT profile, operator || coalesce(', ' || variant, '') || coalesce(', ' || format, '') AS operation, heldOutRows, medianError,
          p90Error, worstError FROM runResidual WHERE run = ? ORDER BY profile, position
        """
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).map {
        FitResidual(
          profile: try $0("profile"), operation: try $0("operation"), heldOutRows: try $0("heldOutRows"),
          medianError: try $0("medianError"), p90Error: try $0("p90Error"), worstError: try $0("worstError"))
      }
    }
  }
}
