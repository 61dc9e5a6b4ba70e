/// A column of a table: its SQL and its documentation in one place, so that neither goes stale.
struct ColumnDefinition {
  let name: String
  /// Type and constraints, as SQL.
  let sql: String
  /// The unit of its values, or nothing where they have none.
  let unit: String
  let meaning: String

  init(_ name: String, _ sql: String, unit: String = "", _ meaning: String) {
    self.name = name
    self.sql = sql
    self.unit = unit
    self.meaning = meaning
  }
}

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

/// A view; a column's `sql` is the expression behind it.
struct ViewDefinition {
  let name: String
  let columns: [ColumnDefinition]
  /// All that follows the column list, from `FROM` on.
  let source: String

  /// The statement that makes the view.
  var sql: String {
    let list = columns.map { "\($0.sql) AS \($0.name)" }
    return "CREATE VIEW \(name) AS SELECT\n  \(list.joined(separator: ",\n  "))\n\(source)"
  }
}
