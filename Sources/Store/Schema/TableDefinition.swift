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
}
