/// A small CSV file with a header, read whole: fields as text by row and column, with the line of each row.
///
/// For tables of measurements and records; traces, which may be larger than memory, have readers of their own.
public struct CSVTable: Sendable {
  /// The file as errors call it.
  public let file: String
  /// The columns' names.
  public let columns: [String]
  /// How many rows there are below the header.
  public let count: Int
  private let fields: [String]
  private let lines: [Int]

  /// Reads a table that has all of the columns `required`. Empty lines are passed over.
  ///
  /// - Throws: ``InputError`` for a missing column, and with the line for a row of another length.
  public init(_ text: String, file: String, required: [String] = []) throws(InputError) {
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let columns = Self.fields(of: rows.first ?? "").map { $0.trimmingBlanks }
    for name in required where !columns.contains(name) {
      let near = Nearest.match(name, among: columns).map { "; is it '\($0)'?" } ?? ""
      throw InputError(
        "the column '\(name)' is missing", file: file, line: 1, remedy: "the columns are \(required.joined(separator: ","))\(near)")
    }
    var (fields, lines) = ([String](), [Int]())
    for (index, row) in rows.enumerated().dropFirst() where !row.isEmpty {
      let found = Self.fields(of: row)
      guard found.count == columns.count else {
        throw InputError(
          "\(found.count) fields where the header has \(columns.count)", file: file, line: index + 1, remedy: "is the line cut off here?")
      }
      fields += found
      lines.append(index + 1)
    }
    self.file = file
    self.columns = columns
    self.fields = fields
    self.lines = lines
    count = lines.count
  }

  /// The rows, from above.
  public var rows: [CSVRow] { (0..<count).map { CSVRow(table: self, index: $0) } }

  /// The line of a row, counted from 1.
  public func line(of row: Int) -> Int { lines[row] }

  /// The text at a row and the position of a column.
  public func field(_ row: Int, _ column: Int) -> String { fields[row * columns.count + column] }

  /// The fields of a line; a quoted one may hold commas, and two quotes in it stand for one.
  public static func fields(of line: Substring) -> [String] {
    guard line.utf8.contains(UInt8(ascii: "\"")) else {
      return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
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

extension String {
  /// Without blanks and tabs at either end.
  public var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(self[first...last])
  }
}
