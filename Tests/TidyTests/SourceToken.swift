/// A word, a number or a sign of Swift, with its line. A whole text between quotes is one token, `""`.
struct SourceToken {
  let text: Substring
  let line: Int

  /// Whether the token is a name or a keyword.
  var isWord: Bool { text.utf8.first.map(SourceScanner.beginsWord) ?? false }
}
