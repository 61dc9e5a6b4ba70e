import Kernel

/// A small CSV file with a header, read whole: rows as text by the names of their columns, with the line of each.
struct CSVTable {
  /// One row.
  struct Row {
    fileprivate let columns: [String]
    fileprivate let fields: [String]
    let file: String
    let line: Int

    /// The text in a column of the header, which the caller has made sure of; empty where nothing stands.
    subscript(name: String) -> String {
      guard let column = columns.firstIndex(of: name) else { preconditionFailure("no column '\(name)' was asked for") }
      return fields[column]
    }

    /// The finite number in a column; nil where nothing stands.
    func number(_ name: String) throws(InputError) -> Double? {
      let text = self[name]
      if text.isEmpty { return nil }
      guard let number = Double(text), number.isFinite else { throw fault("'\(name)' is '\(text.prefix(40))'", remedy: "a finite number") }
      return number
    }

    /// The number above zero in a column.
    func positive(_ name: String) throws(InputError) -> Double {
      guard let number = try number(name), number > 0 else {
        throw fault("'\(name)' is '\(self[name].prefix(40))'", remedy: "a number above zero")
      }
      return number
    }

    /// The whole number of `range` in a column; nil where nothing stands.
    func whole(_ name: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
      guard let number = try number(name) else { return nil }
      guard number == number.rounded(), number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
        throw fault("'\(name)' is '\(self[name].prefix(40))'", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return Int(number)
    }

    /// The whole number of `range` that must stand in a column.
    func requiredWhole(_ name: String, in range: ClosedRange<Int>) throws(InputError) -> Int {
      guard let number = try whole(name, in: range) else {
        throw fault("'\(name)' is empty", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }

    /// A fault in this row.
    func fault(_ message: String, remedy: String? = nil) -> InputError { InputError(message, file: file, line: line, remedy: remedy) }
  }

  /// The columns' names.
  let columns: [String]
  /// The rows.
  let rows: [Row]

  /// Reads a table that has all of `required`.
  ///
  /// - Throws: ``InputError`` for a missing column, and with the line for a row of another length.
  init(_ text: String, file: String, required: [String]) throws(InputError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    columns = lines.first.map { Self.fields(of: $0) } ?? []
    for name in required where !columns.contains(name) {
      let near = Nearest.match(name, among: columns).map { "; is it '\($0)'?" } ?? ""
      throw InputError(
        "the column '\(name)' is missing", file: file, line: 1, remedy: "the columns are \(required.joined(separator: ","))\(near)")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = Self.fields(of: line)
      guard fields.count == columns.count else {
        throw InputError(
          "\(fields.count) fields under \(columns.count) columns", file: file, line: index + 1, remedy: "is the line cut off here?")
      }
      rows.append(Row(columns: columns, fields: fields, file: file, line: index + 1))
    }
    self.rows = rows
  }

  /// The fields of a line; a quoted one may hold commas, and two quotes in it stand for one.
  static func fields(of line: Substring) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var previous: Character?
    for character in line {
      if character == "\"" {
        if !isQuoted && previous == "\"" { field.append("\"") }
        isQuoted.toggle()
      } else if character == "," && !isQuoted {
        fields.append(field)
        field = ""
      } else {
        field.append(character)
      }
      previous = character
    }
    return fields + [field]
  }
}
