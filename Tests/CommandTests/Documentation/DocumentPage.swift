import Foundation

/// A page of the documentation: its blocks, what the comments before them ask for, its links, its headings, its words in code.
struct DocumentPage {
  /// What a comment before a block asks for: `<!-- needs: sqlite3 -->`.
  enum Request: String, CaseIterable {
    /// The block is a file of the reader's, written into the folder before what follows is run.
    case file
    /// The block is that file of the repository.
    case sameAs = "same as"
    /// The lines of the output that stand here, by how they begin: `Scenario..Verdict, Cost`.
    case shown
    /// Why its commands are not run.
    case notRun = "not run"
    /// Why its commands are run only where they are asked for, and when that was last.
    case long
    /// Programs that it takes; with `$` a variable that names a folder.
    case needs
    /// The command and the option that it waits for.
    case pending
  }

  /// A block of code, or a table that a command printed.
  struct Block {
    /// `console`, `sh`, `yaml`, ...; `table` of a table.
    let language: String
    let requests: [Request: String]
    /// Its lines, without those around them.
    let lines: Range<Int>
    /// The command of a table.
    var command: String?
  }

  /// The path below the root of the repository.
  let path: String
  let lines: [String]
  let blocks: [Block]

  /// Reads a page.
  init(path: String) throws {
    self.path = path
    let text = try String(contentsOf: URL(fileURLWithPath: Command.root + "/" + path), encoding: .utf8)
    lines = text.components(separatedBy: "\n")
    blocks = Self.blocks(lines)
  }

  /// README.md and every page below `docs`, in the order of their paths.
  static let paths: [String] = {
    let names = FileManager.default.enumerator(atPath: Command.root + "/docs")?.compactMap { $0 as? String } ?? []
    return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
  }()

  private static func blocks(_ lines: [String]) -> [Block] {
    var (blocks, requests, index) = ([Block](), [Request: String](), 0)
    while index < lines.count {
      let line = lines[index]
      if let table = line.wholeMatch(of: /<!-- table of: (.*) -->/) {
        let end = lines[index...].firstIndex { $0.hasPrefix("<!-- end of table") } ?? lines.count
        blocks.append(Block(language: "table", requests: requests, lines: index + 1..<end, command: String(table.output.1)))
        (requests, index) = ([:], end)
      } else if line.hasPrefix("```") {
        let end = lines[(index + 1)...].firstIndex { $0.hasPrefix("```") } ?? lines.count
        blocks.append(Block(language: String(line.dropFirst(3)), requests: requests, lines: index + 1..<end))
        (requests, index) = ([:], end)
      } else if let comment = line.wholeMatch(of: /<!-- ([a-z ]+): (.*) -->/), let request = Request(rawValue: String(comment.output.1)) {
        requests[request] = String(comment.output.2)
      } else if !line.isEmpty {
        requests = [:]
      }
      index += 1
    }
    return blocks
  }

  /// The text outside of blocks, its lines put together.
  var prose: String {
    var kept = lines
    for block in blocks where block.language != "table" {
      for index in block.lines { kept[index] = "" }
    }
    return kept.filter { !$0.hasPrefix("```") }.joined(separator: "\n")
  }

  /// What stands in code within the text, a blank for the end of a line.
  var codeWords: [String] {
    prose.matches(of: /`([^`]+)`/).map { String($0.output.1).replacing(/\s*\n\s*/, with: " ") }
  }

  /// What the links and pictures of the text lead to.
  var links: [String] {
    prose.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
  }

  /// The names by which links reach the headings, as GitHub and the site make them.
  var anchors: Set<String> {
    Set(
      prose.split(separator: "\n").filter { $0.wholeMatch(of: /#+ .*/) != nil }.map { line in
        let words = line.drop { $0 == "#" }.dropFirst().lowercased()
        return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }.map { $0 == " " ? "-" : $0 })
      })
  }
}
