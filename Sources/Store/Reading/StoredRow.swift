import GRDB
import Kernel

/// A row of a database, every value of which is looked at before it is believed: a damaged or altered database has columns of
/// other names, values of other types, and numbers that nobody counted.
struct StoredRow {
  private let row: Row

  init(_ row: Row) { self.row = row }

  /// The value of a column.
  ///
  /// - Throws: ``DatabaseDamage`` where there is no such column, or it holds nothing or something of another type.
  func callAsFunction<Value: StoredValue>(_ column: String) throws -> Value {
    let stored = try stored(column)
    guard let value = Value.fromDatabaseValue(stored), value.isPossible else { throw damage(column) }
    return value
  }

  /// The value of a column that may be empty.
  ///
  /// - Throws: ``DatabaseDamage`` where there is no such column, or it holds something of another type.
  func callAsFunction<Value: StoredValue>(_ column: String) throws -> Value? {
    try stored(column).isNull ? nil : self(column) as Value
  }

  /// A number that may be below zero.
  func signed(_ column: String) throws -> Int64 {
    guard let value = Int64.fromDatabaseValue(try stored(column)) else { throw damage(column) }
    return value
  }

  /// A number that is too large for a column of integers, and is kept as its digits.
  func digits(_ column: String) throws -> Int128 {
    guard let value = Int128(try self(column) as String), value >= 0, value < 1 << 100 else { throw damage(column) }
    return value
  }

  func time(_ column: String) throws -> Instant { Instant(picoseconds: try self(column)) }
  func duration(_ column: String) throws -> Duration { Duration(picoseconds: try self(column)) }

  private func stored(_ column: String) throws -> DatabaseValue {
    guard row.hasColumn(column) else { throw DatabaseDamage(what: "there is no column '\(column)'") }
    return row[column]
  }

  private func damage(_ column: String) -> DatabaseDamage {
    DatabaseDamage(what: "column '\(column)' holds what cannot be there")
  }

  /// A type of values that columns hold.
  protocol StoredValue: DatabaseValueConvertible {
    /// Whether this program could have stored it.
    var isPossible: Bool { get }
  }
}

extension Int: StoredRow.StoredValue {
  /// Counts beyond this cannot be ours; sums of a few of them still fit 64 bits.
  var isPossible: Bool { 0...(1 << 60) ~= self }
}

extension Int64: StoredRow.StoredValue {
  var isPossible: Bool { self >= 0 }
}

extension Double: StoredRow.StoredValue {
  var isPossible: Bool { isFinite }
}

extension Bool: StoredRow.StoredValue {
  var isPossible: Bool { true }
}

extension String: StoredRow.StoredValue {
  var isPossible: Bool { true }
}
