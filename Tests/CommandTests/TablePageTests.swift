import Foundation
import Testing

@Suite("The pages with tables")
struct TablePageTests {
  /// `WINDTUNNEL_RECORD=1` writes the table anew.
  @Test("show what the command prints", arguments: [(page: "Capacities.md", list: "capacities"), (page: "Models.md", list: "checkpoints")])
  func table(page name: String, list: String) throws {
    try Command.inFolder { command in
      let result = try command.run("list", list)
      #expect(result.status == 0 && result.error.isEmpty)
      #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      let path = Command.root + "/docs/\(name)"
      var page = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
      let block = "```console\n$ windtunnel list \(list)\n\(result.output)```\n"
      if ProcessInfo.processInfo.environment["WINDTUNNEL_RECORD"] != nil {
        page = page.replacing(/```console\n\$ windtunnel list [a-z]+\n[^`]*```\n/, with: block)
        try Data(page.utf8).write(to: URL(fileURLWithPath: path))
      }
      #expect(page.contains(block))
    }
  }

  @Test("the sources of the logged capacities are told, and each row has one")
  func sources() throws {
    try Command.inFolder { command in
      let result = try command.run("list", "capacities", "--sources")
      let rows = try command.run("list", "capacities").output.split(separator: "\n\n")[0].split(separator: "\n").count - 1
      // A long source is broken over lines.
      let sources = result.output.replacing(/\s+/, with: " ").split(separator: "Source:").count - 1
      #expect(result.status == 0 && sources == rows && rows >= 15)
    }
  }
}
