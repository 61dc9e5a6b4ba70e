/// A word of a shell's command, its quotes removed.
struct ShellWord: Hashable, Sendable {
  var text: String
  /// Whether a variable or a calculation stands in it, whose value nobody knows here.
  var isVariable: Bool

  /// The commands of a text, each as its words; comments are left out.
  static func commands(in text: String) -> [[ShellWord]] {
    var reader = Reader(rest: Substring(text))
    return reader.read()
  }

  /// Reads words as a shell does, as far as scripts of servers need it.
  private struct Reader {
    var rest: Substring
    private var commands: [[ShellWord]] = []
    private var words: [ShellWord] = []
    private var word: ShellWord?

    init(rest: Substring) { self.rest = rest }

    mutating func read() -> [[ShellWord]] {
      while let character = rest.popFirst() {
        switch character {
        case "\\": escape()
        case "'": quote()
        case "\"": doubleQuote()
        case " ", "\t", "\r": endWord()
        case "\n", ";", "&", "|", "\r\n": endCommand()
        case "#" where word == nil: rest = rest.drop { $0 != "\n" && $0 != "\r\n" }
        case "$":
          append(character)
          word?.isVariable = true
        default: append(character)
        }
      }
      endCommand()
      return commands
    }

    private mutating func append(_ text: Character) {
      word = ShellWord(text: (word?.text ?? "") + String(text), isVariable: word?.isVariable ?? false)
    }

    private mutating func open() { if word == nil { word = ShellWord(text: "", isVariable: false) } }

    private mutating func escape() {
      guard let next = rest.popFirst() else { return }
      if next != "\n" && next != "\r\n" { append(next) }
    }

    private mutating func quote() {
      open()
      let quoted = rest.prefix { $0 != "'" }
      word?.text += quoted
      rest = rest.dropFirst(quoted.count + 1)
    }

    private mutating func doubleQuote() {
      open()
      while let character = rest.popFirst(), character != "\"" {
        if character == "\\", let next = rest.first, "\"\\$`\n".contains(next) {
          rest.removeFirst()
          if next != "\n" { append(next) }
        } else {
          if character == "$" || character == "`" { word?.isVariable = true }
          append(character)
        }
      }
    }

    private mutating func endWord() {
      if let word { words.append(word) }
      word = nil
    }

    private mutating func endCommand() {
      endWord()
      if !words.isEmpty { commands.append(words) }
      words = []
    }
  }
}
