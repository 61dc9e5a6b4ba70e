import Scenario

/// Every key of a scenario, section by section, from the text of `windtunnel explain scenario`.
enum KeyReference {
  static var body: [String] {
    let blocks = blocks()
    let sections = Set(blocks.filter { $0.path.contains(".") }.map { root($0.path) })
    let intro = """
      A scenario is a YAML file. What stands here is all that may stand there: an unknown key is an error, a number with a dimension \
      needs its unit, and a path is relative to the folder of the file that it stands in. `--set` and `--vary` take the same paths. \
      In the terminal `windtunnel explain engine.max_sequences` says the same of one key.
      """
    let plain = ["## Keys without a section"] + blocks.filter { !sections.contains(root($0.path)) }.map(item)
    let others = blocks.filter { sections.contains(root($0.path)) }.map { block in
      block.path.contains(".") ? item(block) : "## \(block.path)\n\n" + item(block)
    }
    return [intro] + plain + others + ["## Units", "With or without a space before them."] + [units]
  }

  /// A key with the lines that are said of it.
  private struct Block {
    let path: String
    let standing: String
    var lines: [(text: String, isWord: Bool)] = []
  }

  private static func root(_ path: String) -> Substring { path.prefix { $0 != "." } }

  private static func item(_ block: Block) -> String {
    let said = block.lines.filter { !$0.isWord }.map(\.text).joined(separator: " ")
    let words = block.lines.filter(\.isWord).map { line in
      let parts = line.text.split(separator: ": ", maxSplits: 1).map(String.init)
      return "    - " + (parts.count == 2 ? "\(Markdown.code(parts[0])): \(Markdown.plain(parts[1]))" : Markdown.plain(line.text))
    }
    return (["- **`\(block.path)`**\(block.standing): \(Markdown.plain(said))"] + words).joined(separator: "\n")
  }

  private static func blocks() -> [Block] {
    let paths = Set(ScenarioReference.entries.map(\.path))
    var blocks: [Block] = []
    for line in ScenarioReference.text.split(separator: "\n", omittingEmptySubsequences: false).drop(while: { !$0.isEmpty }).dropFirst() {
      if line.isEmpty { break }
      let (indent, text) = (line.prefix { $0 == " " }.count, line.drop { $0 == " " })
      let path = String(text.prefix { $0 != " " })
      if paths.contains(path), indent == path.count(where: { $0 == "." }) * 2 {
        blocks.append(Block(path: path, standing: standing(text.dropFirst(path.count))))
      } else if let last = blocks.last {
        let margin = last.path.count { $0 == "." } * 2
        blocks[blocks.count - 1].lines.append((String(text), indent >= margin + 6))
      }
    }
    return blocks
  }

  /// ` (default: 1)` with the value in code.
  private static func standing(_ text: Substring) -> String {
    guard let match = text.wholeMatch(of: #/ \(default: (.*)\)/#) else { return String(text) }
    return " (default: \(Markdown.code(String(match.output.1))))"
  }

  private static var units: String {
    ScenarioReference.text.components(separatedBy: "before them:\n").last?.split(separator: "\n").map { "- " + $0.drop { $0 == " " } }
      .joined(separator: "\n") ?? ""
  }
}
