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
