import Foundation
import Kernel
import Testing

@Suite("Files that are written")
struct FileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "windtunnel-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("appear under their name when they are complete, and until then under a name from chance")
  func completion() throws {
    try inFolder { folder in
      let first = try ReplacingFile(path: folder + "/a")
      let second = try ReplacingFile(path: folder + "/b")
      let unfinished = try names(folder)
      #expect(unfinished.count == 2 && unfinished.allSatisfy { $0.hasPrefix("windtunnel-") && $0.hasSuffix(".partial") })
      #expect(!unfinished.contains { $0.contains("\(getpid())") })
      try first.append("one\n")
      try first.complete()
      second.abandon()
      #expect(try names(folder) == ["a"])
      #expect(try text(folder + "/a") == "one\n")
    }
  }

  @Test("replace what was there when writing began, and nothing that came meanwhile")
  func appeared() throws {
    try inFolder { folder in
      try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/a"))
      let replacing = try ReplacingFile(path: folder + "/a")
      try replacing.append("new")
      try replacing.complete()
      #expect(try text(folder + "/a") == "new")
      let late = try ReplacingFile(path: folder + "/b")
      try Data("somebody's".utf8).write(to: URL(fileURLWithPath: folder + "/b"))
      #expect(throws: InputError("another file has appeared under this name", file: folder + "/b", remedy: "give another name")) {
        try late.complete()
      }
      #expect(try text(folder + "/b") == "somebody's")
      #expect(try names(folder) == ["a", "b"], "nothing half-written remains")
    }
  }

  @Test("a link of their name is replaced, not followed")
  func links() throws {
    try inFolder { folder in
      try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/victim"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/a", withDestinationPath: "victim")
      let file = try ReplacingFile(path: folder + "/a")
      try file.append("new")
      try file.complete()
      #expect(try text(folder + "/victim") == "mine")
      #expect(try text(folder + "/a") == "new")
    }
  }

  @Test("one file has one identity, whatever it is called, and before it is made as well")
  func identity() throws {
    try inFolder { folder in
      let missing = FileIdentity(of: folder + "/later")
      #expect(missing != nil && missing == FileIdentity(of: folder + "/./later"))
      #expect(missing != FileIdentity(of: folder + "/other"))
      #expect(FileIdentity(of: folder + "/none/later") == nil)
      try Data().write(to: URL(fileURLWithPath: folder + "/a"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/soft", withDestinationPath: "a")
      try FileManager.default.linkItem(atPath: folder + "/a", toPath: folder + "/hard")
      let identity = FileIdentity(of: folder + "/a")
      #expect(FileIdentity(of: folder + "/soft") == identity && FileIdentity(of: folder + "/hard") == identity)
      #expect(FileIdentity(of: folder) != identity)
    }
  }

  @Test(
    "text from outside is shown, and does nothing to a terminal",
    arguments: [
      ("plain, äöü, 日本", "plain, äöü, 日本"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\tb\nc", "a\\u{9}b\\u{a}c"),
      ("\u{9B}2J", "\\u{9b}2J"), ("\u{7F}\u{202E}abc", "\\u{7f}\\u{202e}abc"), ("\r\n", "\\u{d}\\u{a}"),
    ])
  func controls(text: String, shown: String) { #expect(text.showingControls() == shown) }

  @Test("line feeds may stay")
  func lines() { #expect("a\r\n\u{7}b".showingControls(keepsLines: true) == "a\\u{d}\n\\u{7}b") }
}
