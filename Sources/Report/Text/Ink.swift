/// How a report marks what is good, bad, open or beside the point: by colour on a terminal, and not at all anywhere else.
///
/// A text is laid out first and marked then, so that what marks it has no width.
package struct Ink: Hashable, Sendable {
  /// What is to be said by a colour.
  package enum Tone: CaseIterable, Sendable {
    /// An objective that is met, a difference to the better.
    case good
    /// An objective that is missed, a difference to the worse.
    case bad
    /// What the evidence does not decide.
    case open
    /// What can be passed over at first: notes.
    case faint

    /// What a terminal is told before a text of this tone (ECMA-48, "select graphic rendition").
    fileprivate var begin: String {
      switch self {
      case .good: "\u{1B}[32m"
      case .bad: "\u{1B}[31m"
      case .open: "\u{1B}[33m"
      case .faint: "\u{1B}[2m"
      }
    }
  }

  private static let end = "\u{1B}[0m"

  /// No marks, for files, tests and terminals that want none.
  package static let none = Ink(isColoured: false)
  /// Colours of a terminal.
  package static let coloured = Ink(isColoured: true)

  /// All that a marked text may tell a terminal.
  package static let sequences = Tone.allCases.map(\.begin) + [end]

  private let isColoured: Bool

  /// `text` in a tone, line by line, the blanks before it left as they are.
  package func paint(_ text: String, _ tone: Tone?) -> String {
    guard isColoured, let tone else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let blanks = line.prefix { $0 == " " }
      let rest = line.dropFirst(blanks.count)
      return rest.isEmpty ? String(line) : blanks + tone.begin + rest + Self.end
    }.joined(separator: "\n")
  }

  /// `text`, in which the first place that reads as `phrase` is in a tone, also where it is broken over lines.
  package func paint(_ phrase: String, _ tone: Tone?, in text: String) -> String {
    guard isColoured, tone != nil, let range = Self.range(of: phrase, in: text) else { return text }
    return text[..<range.lowerBound] + paint(String(text[range]), tone) + text[range.upperBound...]
  }

  /// Where `phrase` stands, a blank of it being any run of blanks and line ends.
  private static func range(of phrase: String, in text: String) -> Range<String.Index>? {
    let words = phrase.split(separator: " ")
    for start in text.indices {
      var place = start
      let isThere = words.enumerated().allSatisfy { index, word in
        if index > 0 { place = text[place...].firstIndex { $0 != " " && $0 != "\n" } ?? text.endIndex }
        guard text[place...].hasPrefix(word) else { return false }
        place = text.index(place, offsetBy: word.count)
        return true
      }
      if isThere && !words.isEmpty { return start..<place }
    }
    return nil
  }

  /// The tone of a cell that begins with `yes` or `no`, or is a word for a difference.
  @Sendable package static func verdict(_ cell: String) -> Tone? {
    switch cell.prefix(while: { $0 != " " }) {
    case "yes", "better": .good
    case "no", "worse": .bad
    case "undecided": .open
    case "same": .faint
    default: nil
    }
  }
}
