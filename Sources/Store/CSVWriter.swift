import Foundation
import GRDB
import GRDBSQLite
import Kernel

/// Writes one CSV file through a buffer.
struct CSVWriter: ~Copyable {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var buffer: [UInt8] = []

  private static let bufferBytes = 1 << 18

  private init(path: String) throws {
    guard let file = fopen(path, "w") else {
      throw InputError("cannot be written: \(String(cString: strerror(errno)))", file: path, remedy: "check the directory's permissions")
    }
    self.path = path
    self.file = file
    buffer.reserveCapacity(Self.bufferBytes + 4096)
  }

  /// Makes the file at `path`, lets `body` write it, and makes sure that all of it arrived.
  ///
  /// - Throws: ``InputError`` where the disk will not take it, and what `body` throws.
  static func write(to path: String, _ body: (inout CSVWriter) throws -> Void) throws {
    var writer = try CSVWriter(path: path)
    do {
      try body(&writer)
      try writer.flush()
    } catch {
      fclose(writer.file)
      throw error
    }
    if fclose(writer.file) != 0 { throw writer.failure }
  }

  /// Writes a line of texts.
  mutating func row(_ fields: [String]) throws {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(field)
    }
    try endLine()
  }

  /// Writes the columns' names and then the rows of `runs`.
  mutating func copy(_ store: ResultStore, columns: [String], from source: CSVExport.File, runs: [Int64]) throws {
    try row(columns)
    try StoreError.translating(store.path) {
      try store.queue.read { db in
        let sql = """
          SELECT \(columns.joined(separator: ", ")) FROM \(source.source)
          WHERE \(source.runColumn) IN (\(runs.map(String.init).joined(separator: ", "))) ORDER BY \(source.order)
          """
        let statement = try db.makeStatement(sql: sql)
        let count = Int32(columns.count)
        while true {
          let result = sqlite3_step(statement.sqliteStatement)
          if result == SQLITE_DONE { return }
          if result != SQLITE_ROW { throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage) }
          for column in 0..<count {
            if column > 0 { buffer.append(UInt8(ascii: ",")) }
            append(statement.sqliteStatement, column)
          }
          try endLine()
        }
      }
    }
  }

  private mutating func append(_ statement: OpaquePointer, _ column: Int32) {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: append(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: buffer.append(contentsOf: "\(sqlite3_column_double(statement, column))".utf8)
    case SQLITE_NULL: break
    default: append(String(cString: sqlite3_column_text(statement, column)))
    }
  }

  private mutating func append(_ number: Int64) { buffer.append(contentsOf: String(number).utf8) }

  /// Appends a text, in quotes where it holds a separator, a quote or a line's end.
  private mutating func append(_ text: String) {
    let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard text.utf8.contains(where: special.contains) else { return buffer.append(contentsOf: text.utf8) }
    buffer.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func endLine() throws {
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  private mutating func flush() throws {
    if fwrite(buffer, 1, buffer.count, file) != buffer.count { throw failure }
    buffer.removeAll(keepingCapacity: true)
  }

  private var failure: InputError {
    InputError("cannot be written: \(String(cString: strerror(errno)))", file: path, remedy: "make room on the disk")
  }
}
