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

  /// Rows that one statement adds: within it SQLite finds the place of a row beside that of the one before, and need not look for it from
  /// the root on.
  private static var rowsAtOnce: Int { 32 }

  /// What stands in a row for no value; no figure of ours is as low.
  private static var none: Int64 { .min }

  /// The values of records, row after row, to be written by ``insert(values:run:_:)``.
  func values(of records: [Record]) -> [Int64] {
    var flat: [Int64] = []
    flat.reserveCapacity(records.count * values.count)
    for record in records { for value in values { flat.append(value(record) ?? Self.none) } }
    return flat
  }

  /// How many rows the values make.
  func count(ofValues flat: [Int64]) -> Int { flat.count / values.count }

  /// Adds a row for each record.
  func insert(_ records: [Record], run: Int64, _ db: Database) throws { try insert(values: values(of: records), run: run, db) }

  /// Adds rows. Binds through SQLite's own functions, at twice the speed of a library's argument lists.
  func insert(values flat: [Int64], run: Int64, _ db: Database) throws {
    let rows = count(ofValues: flat)
    let whole = (rows - rows % Self.rowsAtOnce) * values.count
    try insert(flat[..<whole], rowsAtOnce: Self.rowsAtOnce, run: run, db)
    try insert(flat[whole...], rowsAtOnce: 1, run: run, db)
  }

  private func insert(_ flat: ArraySlice<Int64>, rowsAtOnce: Int, run: Int64, _ db: Database) throws {
    if flat.isEmpty { return }
    let statement = try unsafe db.cachedStatement(sql: table.insertion(of: ["run"] + columns, rows: rowsAtOnce)).sqliteStatement
    let width = Int32(values.count + 1)
    for row in 0..<Int32(rowsAtOnce) { unsafe sqlite3_bind_int64(statement, row * width + 1, run) }
    // The first of each row is the run.
    var place: Int32 = 2
    for value in flat {
      if value == Self.none { unsafe sqlite3_bind_null(statement, place) } else { unsafe sqlite3_bind_int64(statement, place, value) }
      place += place % width == 0 ? 2 : 1
      if place <= width * Int32(rowsAtOnce) { continue }
      place = 2
      let result = unsafe sqlite3_step(statement)
      unsafe sqlite3_reset(statement)
      if result != SQLITE_DONE { throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage) }
    }
  }
}
