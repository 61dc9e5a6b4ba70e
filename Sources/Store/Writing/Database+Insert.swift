import GRDB

extension Database {
  /// Adds a row, each value in the column of its name.
  ///
  /// - Precondition: the table has all the columns.
  func insert(into table: TableDefinition, _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>) throws {
    try insert(into: table, rows: CollectionOfOne(values))
  }

  /// Adds rows that name the same columns in one order; the statement is made for the first of them.
  ///
  /// - Precondition: the table has all the columns.
  func insert(
    into table: TableDefinition, rows: some Sequence<KeyValuePairs<String, (any DatabaseValueConvertible)?>>
  ) throws {
    var made: Statement?
    for row in rows {
      let statement = try made ?? cachedStatement(sql: table.insertion(of: row.map(\.key)))
      made = statement
      try statement.execute(arguments: StatementArguments(row.map(\.value)))
    }
  }
}
