import Kernel

/// Where a line may be broken, before a blank: a private character, which text from outside has no use for.
package let breakMark = "\u{E000}"

/// Running text for the terminal.
package enum TextLayout {
  /// Between parts of a line that are kept whole.
  package static let (comma, semicolon, dot) = (",\(breakMark) ", ";\(breakMark) ", " ·\(breakMark) ")

  /// `text` after a heading in the margin, broken so that no line is wider than `width`.
  ///
  /// It is broken at blanks, or where it has marks (``breakMark``) only at those, which are not shown; a piece that is wider than a line
  /// is broken at its blanks all the same. A word that is wider stands on a line of its own, and so does a heading that leaves
  /// no room in the margin.
  package static func paragraph(_ heading: String, _ text: String, margin: Int = 13, width: Int) -> String {
    let indentation = heading.isEmpty ? 0 : margin
    let text = text.showingControls(keepsLines: true)
    func words(_ text: some StringProtocol) -> [String] { text.split(separator: " ").map { " " + $0 } }
    let pieces =
      text.contains(breakMark)
      ? text.split(separator: breakMark).flatMap {
        indentation + String($0).withoutTrailingBlanks.columns > width ? words($0) : [String($0)]
      } : words(text)
    var (lines, line): ([String], String) = ([], heading + String(repeating: " ", count: max(0, indentation - heading.columns)))
    if !heading.isEmpty && heading.withoutTrailingBlanks.columns >= indentation {
      (lines, line) = ([heading], String(repeating: " ", count: indentation))
    }
    var isEmpty = true
    for piece in pieces {
      if !isEmpty && (line + piece).withoutTrailingBlanks.columns > width {
        lines.append(line.withoutTrailingBlanks)
        line = String(repeating: " ", count: indentation)
        isEmpty = true
      }
      line += isEmpty ? String(piece.drop { $0 == " " }) : piece
      isEmpty = false
    }
    return (lines + [line.withoutTrailingBlanks]).joined(separator: "\n")
  }

  /// Names in the margin, each with what it is beside it, and with where that was read where `source` is not empty.
  package static func entries(_ entries: [(name: String, summary: String, source: String)], width: Int) -> String {
    let margin = (entries.map(\.name.columns).max() ?? 0) + 2
    return entries.map { entry in
      let text = entry.summary + (entry.source.isEmpty ? "" : " (\(entry.source))")
      return paragraph(entry.name, text, margin: margin, width: width)
    }.joined(separator: "\n")
  }
}
