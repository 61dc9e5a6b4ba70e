import GRDB
import GRDBSQLite
import Kernel

/// Writes one CSV file, which is given its name by ``publish()``.
///
/// Texts do nothing in a spreadsheet or a terminal, see ``CSVField``.
struct CSVWriter: ~Copyable {
  private let file: ReplacingFile
  private var buffer: [UInt8] = []

  private static let bufferBytes = 1 << 18

  /// Begins the file at `path`.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  init(path: String) throws {
    file = try ReplacingFile(path: path)
    buffer.reserveCapacity(Self.bufferBytes + 4096)
  }

  /// Brings what is left to the disk and returns the file, which has its name yet to be given.
  consuming func finished() throws -> ReplacingFile {
    try flush()
    try file.prepare()
    return file
  }

  /// Writes a line of texts.
  mutating func row(_ fields: [String]) throws {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(field)
    }
    try endLine()
  }

  /// Writes the columns' names and then the rows of `file` that are chosen, and returns how many there are.
  mutating func copy(_ store: ResultStore, columns: [ExportColumn], from file: ExportFile, _ selection: ExportSelection) throws -> Int {
    try row(columns.map(\.name))
    let units = columns.map(\.unit)
    let unsigned = columns.firstIndex { $0.name == CSVExport.seedColumn }.map(Int32.init)
    let sql = """
      SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(file.source)
      WHERE \(file.condition(selection)) ORDER BY \(file.order)
      """
    return try StoreError.translating(store.path) {
      try store.queue.read { db in
        let statement = try db.makeStatement(sql: sql)
        try statement.setArguments(StatementArguments(columns.compactMap(\.key)))
        let count = Int32(columns.count)
        var rows = 0
        while true {
          let result = unsafe sqlite3_step(statement.sqliteStatement)
          if result == SQLITE_DONE { return rows }
          if result != SQLITE_ROW { throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage) }
          for column in 0..<count {
            if column > 0 { buffer.append(UInt8(ascii: ",")) }
            unsafe append(statement.sqliteStatement, column, isUnsigned: column == unsigned, unit: units[Int(column)])
          }
          try endLine()
          rows += 1
        }
      }
    }
  }

  private mutating func append(_ statement: OpaquePointer, _ column: Int32, isUnsigned: Bool, unit: String) {
    switch unsafe sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER:
      let number = unsafe sqlite3_column_int64(statement, column)
      buffer.append(contentsOf: (isUnsigned ? String(UInt64(bitPattern: number)) : String(number)).utf8)
    case SQLITE_FLOAT: buffer.append(contentsOf: CSVNumber.text(unsafe sqlite3_column_double(statement, column), unit: unit).utf8)
    case SQLITE_NULL: break
    default: if let text = unsafe sqlite3_column_text(statement, column) { append(unsafe String(cString: text)) }
    }
  }

  private mutating func append(_ text: String) { buffer.append(contentsOf: CSVField.text(text).utf8) }

  private mutating func endLine() throws {
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  private mutating func flush() throws {
    try file.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
