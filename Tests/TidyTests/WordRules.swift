/// Rules on the words of comments and texts.
enum WordRules {
  /// What is not to be read, and what to write in its place. A word is found whole and in any case.
  static let banned: [(phrase: String, instead: String)] = words + folders.map { ("/\($0)/", "no path of one machine") }

  private static let words = [
    ("whoever", "name who it is"),
    ("whatsoever", "leave it out"),
    ("hangs on", "depends on"), ("hang on", "depend on"),
    ("tells whether", "Returns whether"), ("tells how", "Returns how"),
    ("thereof", "of it"), ("whereof", "of which"), ("therein", "in it"),
    ("workplace", "speak of the project alone"),
  ]

  /// Folders of the root below which a machine keeps what is its own.
  private static let folders = ["home", "work"]

  static func bannedWords(_ files: [SourceFile]) -> [TidyFault] {
    files.flatMap { file in
      file.prose.flatMap { piece in
        banned.filter { contains(piece.text, $0.phrase) }.map {
          TidyFault(rule: .words, path: file.path, line: piece.line, message: "'\($0.phrase)': \($0.instead)")
        }
      }
    }
  }

  /// Whether the phrase, which is in small letters, is in the text as whole words.
  static func contains(_ text: Substring, _ phrase: String) -> Bool {
    let text = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
    let phrase = Array(phrase.utf8)
    guard let first = phrase.first, let last = phrase.last, text.count >= phrase.count else { return false }
    return (0...(text.count - phrase.count)).contains { start in
      guard text[start] == first, text[start..<(start + phrase.count)].elementsEqual(phrase) else { return false }
      let end = start + phrase.count
      let cutsWord =
        SourceScanner.isInWord(first) && start > 0 && SourceScanner.isInWord(text[start - 1])
        || SourceScanner.isInWord(last) && end < text.count && SourceScanner.isInWord(text[end])
      return !cutsWord
    }
  }
}
