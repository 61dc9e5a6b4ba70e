import GRDB

extension Database {
  /// Carries out a statement that every run has again: compiled once for the connection, which takes longer than carrying it out.
  func executeCached(sql: String, arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
