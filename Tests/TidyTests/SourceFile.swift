import Foundation

/// A source file as the rules see it.
struct SourceFile {
  /// What is written in a file, by its name.
  enum Kind {
    case swift
    /// Python, or a shell's.
    case script
    /// Markdown, or settings in YAML.
    case page
  }

  /// From the root of the project: `Sources/Kernel/Clock.swift`.
  let path: String
  let lineCount: Int
  let tokens: [SourceToken]
  let prose: [SourceToken]
  /// For each token that opens a bracket, where it closes; for each other token itself.
  let partner: [Int]
  /// How many braces are open at each token; those of a pair count outside of themselves.
  let depth: [Int]

  /// Of pages and scripts all lines are prose.
  init(path: String, text: String) {
    self.path = path
    lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") } + (text.isEmpty || text.hasSuffix("\n") ? 0 : 1)
    if Self.kind(of: path) != .swift {
      tokens = []
      prose = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { SourceToken(text: $1, line: $0 + 1) }
    } else {
      let scanner = SourceScanner(text)
      tokens = scanner.tokens
      prose = scanner.prose
    }
    var partner = Array(tokens.indices)
    var depth = [Int](repeating: 0, count: tokens.count)
    var open: [Int] = []
    var braces = 0
    for (index, token) in tokens.enumerated() {
      if token.text == "}" { braces -= 1 }
      depth[index] = braces
      switch token.text {
      case "{", "(", "[":
        open.append(index)
        if token.text == "{" { braces += 1 }
      case "}", ")", "]": if let opening = open.popLast() { partner[opening] = index }
      default: break
      }
    }
    self.partner = partner
    self.depth = depth
  }

  /// The room: the folder below `Sources`, `Tests` or the like.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : String(parts.first ?? "")
  }

  var isSource: Bool { path.hasPrefix("Sources/") && kind == .swift }

  var kind: Kind { Self.kind(of: path) }

  private static func kind(of path: String) -> Kind {
    if path.hasSuffix(".swift") { return .swift }
    return [".md", ".yaml", ".yml"].contains { path.hasSuffix($0) } ? .page : .script
  }

  /// The name without folders and ending.
  var name: Substring {
    let file = path.split(separator: "/").last ?? ""
    return file[..<(file.lastIndex(of: ".") ?? file.endIndex)]
  }

  /// What each quoted text says, by the index of its token; only texts on one line without code in them.
  var quoted: [Int: String] {
    let texts = prose.filter { !$0.text.hasPrefix("//") && !$0.text.hasPrefix("/*") }
    return Dictionary(uniqueKeysWithValues: zip(tokens.indices.filter { text($0) == "\"\"" }, texts.map { String($0.text) }))
  }

  /// The token at `index`, empty beyond either end.
  func text(_ index: Int) -> Substring { tokens.indices.contains(index) ? tokens[index].text : "" }

  func fault(_ rule: TidyRule, at index: Int, _ message: String) -> TidyFault {
    TidyFault(rule: rule, path: path, line: tokens[index].line, message: message)
  }
}
