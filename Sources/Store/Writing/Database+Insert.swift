import GRDB

extension Database {
  /// Adds a row, each value in the column of its name.
  ///
  /// - Precondition: the table has all the columns.
  func insert(into table: TableDefinition, _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>) throws {
    try cachedStatement(sql: table.insertion(of: values.map(\.key))).execute(arguments: StatementArguments(values.map(\.value)))
  }
}
