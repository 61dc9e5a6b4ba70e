/// A STRICT table.
struct TableDefinition {
  let name: String
  let columns: [ColumnDefinition]
  /// Keys and checks over several columns, as SQL.
  var constraints: [String] = []
  /// Whether rows live in the primary key's own tree.
  var withoutRowID = false

  /// The statement that makes the table.
  var sql: String {
    let parts = columns.map { "\($0.name) \($0.sql)" } + constraints
    return "CREATE TABLE \(name) (\n  \(parts.joined(separator: ",\n  "))\n) STRICT\(withoutRowID ? ", WITHOUT ROWID" : "")"
  }

  /// The table with the columns that later versions have added.
  func adding(_ added: [ColumnDefinition]) -> TableDefinition {
    TableDefinition(name: name, columns: columns + added, constraints: constraints, withoutRowID: withoutRowID)
  }

  /// The statement that adds so many rows, with a place for each of the named columns.
  ///
  /// - Precondition: the table has all of them.
  func insertion(of names: [String], rows: Int = 1) -> String {
    for name in names { precondition(columns.contains { $0.name == name }, "table \(self.name) has no column \(name)") }
    let places = "(\(names.map { _ in "?" }.joined(separator: ", ")))"
    return "INSERT INTO \(name) (\(names.joined(separator: ", "))) VALUES \(Array(repeating: places, count: rows).joined(separator: ", "))"
  }
}
