import Kernel

/// A text as a field of CSV, the same in every file and table of this program.
package enum CSVField {
  /// Bytes that a field in quotes alone may hold, by RFC 4180.
  private static let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\"")]
  /// What a spreadsheet takes for the beginning of a formula.
  private static let formulaMarks: [Unicode.Scalar] = ["=", "+", "-", "@", "\t", "\r"]

  /// The text in quotes where it holds a separator or a quote; with an apostrophe before it where a spreadsheet would take it for a formula,
  /// and its control characters in digits: names and values come from scenarios, and scenarios from anybody. Line breaks are among these, so
  /// that every row is one line for tools that know lines alone.
  package static func text(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return text }
    let harmless = (formulaMarks.contains(first) ? "'" : "") + text.showingControls()
    guard harmless.utf8.contains(where: special.contains) else { return harmless }
    return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }
}
