import Foundation

/// Pieces of Markdown.
enum Markdown {
  /// A table; figures are set to the right where a heading begins with `>`.
  static func table(_ headings: [String], _ rows: [[String]]) -> String {
    let titles = headings.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 }
    let rule = headings.map { $0.hasPrefix(">") ? "---:" : "---" }
    return ([titles, rule] + rows.map { $0.map(cell) }).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  /// Text within a cell: no bar ends it, and nothing of it is taken for a tag.
  private static func cell(_ text: String) -> String { plain(text).replacing("|", with: "\\|") }

  /// Text of which nothing is taken for a tag; what is in code stays as it is.
  static func plain(_ text: String) -> String {
    let pieces = text.components(separatedBy: "`")
    return pieces.enumerated().map { place, piece -> String in
      if place % 2 == 1 { return piece }
      return piece.replacing("<", with: "&lt;").replacing("*", with: "\\*").replacing("_", with: "\\_")
    }.joined(separator: "`")
  }

  /// A name or a value in code; nothing where there is none.
  static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }
}
