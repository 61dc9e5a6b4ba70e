/// One row of a ``CSVTable``: its fields by the names of their columns, as numbers where they are asked for as such.
public struct CSVRow: Sendable {
  private let table: CSVTable
  private let index: Int

  init(table: CSVTable, index: Int) {
    self.table = table
    self.index = index
  }

  /// The text in a column of the header, which the caller has made sure of; empty where nothing stands.
  public subscript(name: String) -> String {
    guard let column = table.columns.firstIndex(of: name) else { preconditionFailure("no column '\(name)' was asked for") }
    return table.field(index, column)
  }

  /// The finite number in a column; nil where nothing stands.
  ///
  /// - Throws: ``InputError`` with the line, as all that follows.
  public func number(_ name: String) throws(InputError) -> Double? {
    let text = self[name]
    if text.isEmpty { return nil }
    guard let number = Double(text), number.isFinite else { throw fault("'\(name)' is '\(text.prefix(40))'", remedy: "a finite number") }
    return number
  }

  /// The number above zero in a column.
  public func positive(_ name: String) throws(InputError) -> Double {
    guard let number = try number(name), number > 0 else {
      throw fault("'\(name)' is '\(self[name].prefix(40))'", remedy: "a number above zero")
    }
    return number
  }

  /// The whole number of `range` in a column; nil where nothing stands.
  public func whole(_ name: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
    guard let number = try number(name) else { return nil }
    guard number == number.rounded(), number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
      throw fault("'\(name)' is '\(self[name].prefix(40))'", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  /// The whole number of `range` that must stand in a column.
  public func requiredWhole(_ name: String, in range: ClosedRange<Int>) throws(InputError) -> Int {
    guard let number = try whole(name, in: range) else {
      throw fault("'\(name)' is empty", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A fault in this row.
  public func fault(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, file: table.file, line: table.line(of: index), remedy: remedy)
  }
}
