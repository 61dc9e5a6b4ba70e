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
