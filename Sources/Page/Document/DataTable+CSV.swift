import Kernel

extension DataTable {
  /// The table as CSV: a line of names, then a line a row; numbers with all their digits.
  package var csv: String {
    let head = columns.map { Self.field($0.key) }.joined(separator: ",")
    let body = rows.map { row in
      zip(columns, row.cells).map { column, cell in
        if let value = cell.value { return "\(value)" }
        // A number that is not known is an empty field.
        return column.isNumber ? "" : Self.field(cell.text)
      }.joined(separator: ",")
    }
    return ([head] + body).map { $0 + "\n" }.joined()
  }

  /// A text as a field; one that a spreadsheet would take for a formula gets an apostrophe before it, and control characters are shown.
  private static func field(_ text: String) -> String {
    let marks: [Character] = ["=", "+", "-", "@", "\t", "\r"]
    let harmless = (text.first.map(marks.contains) == true ? "'" : "") + text.showingControls()
    guard harmless.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else { return harmless }
    return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }
}
