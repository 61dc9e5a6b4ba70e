/// The help of every verb. The examples in it are run by a test of their own (``HelpExampleTests``).
enum CommandReference {
  static var body: [String] {
    ["What `windtunnel --help` prints, and `windtunnel VERB --help` for each verb."] + ([""] + HelpTexts.verbs).map(section)
  }

  private static func section(_ verb: String) -> String {
    let lines = (HelpTexts.texts[verb] ?? "").split(separator: "\n", omittingEmptySubsequences: false).map { bare($0, of: " ") }
    return "## windtunnel\(verb.isEmpty ? "" : " " + verb)\n\n```text\n" + bare(lines.joined(separator: "\n"), of: "\n") + "\n```"
  }

  /// A text without what it ends with.
  private static func bare(_ text: some StringProtocol, of character: Character) -> String {
    var text = String(text)
    while text.last == character { text.removeLast() }
    return text
  }
}
