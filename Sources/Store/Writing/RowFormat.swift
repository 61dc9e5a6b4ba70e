import GRDB
import GRDBSQLite

/// How a record becomes a row of a table that belongs to a run: a value for each column by its name, so that neither the order
/// of columns nor a later one can mix values up.
struct RowFormat<Record>: Sendable {
  typealias Value = @Sendable (Record) -> Int64?

  /// The columns after `run`, in the order in which they are written and read.
  let columns: [String]
  private let table: TableDefinition
  private let values: [Value]

  /// - Precondition: the table has all the columns.
  init(_ table: TableDefinition, _ columns: KeyValuePairs<String, Value>) {
    self.table = table
    self.columns = columns.map(\.key)
    values = columns.map(\.value)
  }

  /// Adds a row for each record. Binds through SQLite's own functions, at twice the speed of a library's argument lists.
  func insert(_ records: [Record], run: Int64, _ db: Database) throws {
    if records.isEmpty { return }
    let statement = try unsafe db.cachedStatement(sql: table.insertion(of: ["run"] + columns)).sqliteStatement
    unsafe sqlite3_bind_int64(statement, 1, run)
    for record in records {
      for (index, value) in values.enumerated() {
        if let number = value(record) {
          unsafe sqlite3_bind_int64(statement, Int32(index + 2), number)
        } else {
          unsafe sqlite3_bind_null(statement, Int32(index + 2))
        }
      }
      let result = unsafe sqlite3_step(statement)
      unsafe sqlite3_reset(statement)
      if result != SQLITE_DONE { throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage) }
    }
  }
}
