import GRDB
import Metrics

/// A column of an exported file.
struct ExportColumn {
  /// Its name in the file.
  var name: String
  /// The expression behind it, as SQL.
  var sql: String
  /// What is bound to the expression's place.
  var key: String?
  var unit: String
  var meaning: String
  /// What others call the same thing.
  var names: StandardNames

  /// The columns of a file: those that the database documents, then one for each key that varies among the chosen rows.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or its documentation is none.
  static func all(
    of file: ExportFile, _ selection: ExportSelection, in store: ResultStore,
    documentation: [(table: String, column: String, unit: String, meaning: String)]
  ) throws -> [ExportColumn] {
    let columns = documentation.filter { $0.table == file.source && !file.without.contains($0.column) }.map { entry in
      let isList = file.lists.contains(entry.column)
      return ExportColumn(
        name: entry.column, sql: isList ? "replace(\(entry.column), char(10), '\(ExportFile.separator)')" : entry.column, unit: entry.unit,
        meaning: isList ? entry.meaning + " Here all on one line with '\(ExportFile.separator)' between." : entry.meaning,
        names: StandardNames.ofColumns["\(entry.table).\(entry.column)"] ?? StandardNames())
    }
    let areNames = columns.allSatisfy { $0.name.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 } }
    if columns.isEmpty || !areNames { throw StoreError.damaged(store.path, "nobody could say what the columns of \(file.source) are") }
    guard let varied = file.varied else { return columns }
    let join = varied.by.map { "\(varied.table).\($0) = \(file.source).\($0)" }.joined(separator: " AND ")
    let keys = try store.read { db in
      try String.fetchAll(
        db, sql: "SELECT key FROM \(varied.table) WHERE \(file.condition(selection)) GROUP BY key ORDER BY min(position), key")
    }
    return columns
      + keys.map { key in
        ExportColumn(
          name: ExportFile.Varied.column(key), sql: "(SELECT value FROM \(varied.table) WHERE \(join) AND key = ?)", key: key, unit: "",
          meaning: "The value of `\(key)`, which the study varied, as it was written.", names: StandardNames())
      }
  }
}
