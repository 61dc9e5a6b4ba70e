import Foundation

/// The help of every verb, as the built program prints it.
enum HelpTexts {
  /// By the words of the verb, such as `trace inspect`; the program's own by none.
  static let texts: [String: String] = {
    var texts: [String: String] = [:]
    try? Command.inFolder { command in
      try read("", command, into: &texts)
    }
    return texts
  }()

  /// The verbs in the order of the help, those below another one after it.
  static var verbs: [String] { order("") }

  private static func order(_ verb: String) -> [String] {
    below(verb, texts[verb] ?? "").flatMap { [$0] + order($0) }
  }

  private static func read(_ verb: String, _ command: Command, into texts: inout [String: String]) throws {
    let text = try command.run(command.process(verb.split(separator: " ").map(String.init) + ["--help"])).output
    texts[verb] = text
    for name in below(verb, text) { try read(name, command, into: &texts) }
  }

  /// The verbs that a help text lists, which may do so in groups.
  private static func below(_ verb: String, _ text: String) -> [String] {
    let lists = text.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().map { $0.components(separatedBy: "\n\n")[0] }
    return lists.joined(separator: "\n").split(separator: "\n").compactMap { line in
      line.prefixMatch(of: #/  ([a-z-]+)/#).map { verb.isEmpty ? String($0.output.1) : "\(verb) \($0.output.1)" }
    }
  }

  /// What is wrong with a command line that begins with `windtunnel`: a verb or an option that there is not. Words in capitals
  /// stand for others.
  static func fault(_ line: String) -> String? {
    let words = line.replacing(/"[^"]*"/, with: "QUOTED").split(separator: " ").map(String.init).dropFirst().prefix {
      !["|", ">", "&&", ";"].contains($0)
    }
    guard let first = words.first, !first.hasPrefix("-"), first != first.uppercased() else { return nil }
    guard texts[first] != nil else { return "there is no verb '\(first)'" }
    let verb =
      words.count > 1 && texts["\(first) \(words[words.startIndex + 1])"] != nil ? "\(first) \(words[words.startIndex + 1])" : first
    let known = Set((texts[verb] ?? "").split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
    let options = words.filter { $0.hasPrefix("--") && $0.count > 2 }.map { String($0.prefix { $0 != "=" && $0 != "," && $0 != "." }) }
    return options.first { !known.contains($0) && !hasNegation($0, known) }.map { "'\(verb)' has no option '\($0)'" }
  }

  /// Help lists `--mixed/--no-mixed` as words of their own; what it lists is found so.
  private static func hasNegation(_ option: String, _ known: Set<String>) -> Bool {
    option.hasPrefix("--no-") && known.contains("--" + option.dropFirst(5))
  }

  /// Whether all words of a verb and its options are there: `report`, `run --picture`.
  static func has(_ words: String) -> Bool { fault("windtunnel " + words) == nil }
}
