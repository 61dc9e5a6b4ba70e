import Foundation
import Kernel
import Page
import Testing

@Suite("Pages as documents")
struct DocumentTests {
  private func table(_ text: String) -> DataTable {
    DataTable(
      [.init("name", key: "name", isNumber: false), .init("value", key: "value")],
      [.init([.init(text), .init(1.5) { "\($0)" }]), .init([.init("other"), .init(nil) { "\($0)" }])])
  }

  private func document(_ text: String) -> PageDocument {
    let chart = Chart(
      title: text, summary: text, x: Axis(text), y: Axis(text), marks: [.points(.init([.init(1, 1, label: text, note: text)]))])
    return PageDocument(
      title: text, origin: text, footer: text,
      sections: [
        PageSection(
          "one", text,
          [
            .lead(text), .text(text), .badge(true, text), .badge(nil, text), .numbers([.init(text, text, note: text)]),
            .facts([.init(text, text)]), .list([text]), .code(text), .spark([1, 2, 3], label: text),
            .figure(Figure("one", chart, caption: text, table: table(text))), .table(table(text), caption: text, isSortable: true),
            .folded(text, [.figure(Figure("folded", chart, caption: text, table: table(text)))]),
          ])
      ], values: ["own": String(decoding: (try? JSONEncoder().encode([text])) ?? Data(), as: UTF8.self)])
  }

  @Test("what would be markup or would be obeyed is shown and does nothing", arguments: Hostile.texts)
  func hostile(text: String) {
    let html = document(text).html
    let harmless = document("harmless").html
    for mark in ["<script", "<img", "<style", "<!--", "</script", "</style"] {
      #expect(html.components(separatedBy: mark).count == harmless.components(separatedBy: mark).count, "\(mark)")
    }
    let allowed: Set<Unicode.Scalar> = ["\n"]
    // Values of scripts are not shown.
    let own = html.components(separatedBy: "<script")[0]
    #expect(!own.unicodeScalars.contains { $0.isControl && !allowed.contains($0) })
  }

  @Test("a page may fetch, send and frame nothing, and names no other file")
  func policy() {
    let html = document("name").html
    #expect(html.contains("default-src &#39;none&#39;"))
    #expect(
      !html.contains("http://") || html.components(separatedBy: "http://").dropFirst().allSatisfy { $0.hasPrefix("www.w3.org/2000/svg") })
    #expect(!html.contains("https://") && !html.contains("src=") && !html.contains("<link"))
  }

  @Test("the numbers behind the figures stand in the page, also of those that are folded away")
  func values() throws {
    let html = document("a \"name\" </script>").html
    let json = try #require(html.components(separatedBy: "id=\"values-figures\">").last?.components(separatedBy: "</script>").first)
    let figures = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [String: Any]])
    #expect(Set(figures.keys) == ["one", "folded"])
    #expect(figures["one"]?["columns"] as? [String] == ["name", "value"])
    let rows = try #require(figures["one"]?["rows"] as? [[Any]])
    #expect(rows[0][0] as? String == "a \"name\" </script>" && rows[0][1] as? Double == 1.5 && rows[1][1] is NSNull)
  }

  @Test("tables are CSV that no spreadsheet computes with")
  func csv() {
    #expect(table("=1+1, \"two\"").csv == "name,value\n\"'=1+1, \"\"two\"\"\",1.5\nother,\n")
    #expect(table("a\nb").csv == "name,value\na\\u{a}b,1.5\nother,\n")
  }

  @Test("commands are a line each, however long, and are no markup")
  func commands() {
    let section = PageSection("again", "Again", [.commands("windtunnel run <a>\nwindtunnel list runs")])
    let html = PageDocument(title: "t", origin: "o", footer: "f", sections: [section]).html
    #expect(html.contains("<code>windtunnel run &lt;a&gt;\n</code><code>windtunnel list runs\n</code></pre>"))
  }

  // MARK: Folders

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "/windtunnel-page-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("figures are written as SVG and, where a program for it is installed, as PNG; without it that is said")
  func drawings() throws {
    let files = FigureFolder.drawings(of: document("name").figures)
    let names = files.files.map(\.name)
    #expect(Set(names).isSuperset(of: ["one.svg", "folded.svg"]))
    if let reason = files.withoutPNG {
      #expect(reason.contains("rsvg-convert"))
      #expect(names.count == 2)
    } else {
      #expect(Set(names).isSuperset(of: ["one.png", "folded.png"]))
    }
    try inFolder { folder in
      try ReplacingFile.publish(together: files.unpublished(in: folder))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names.sorted())
      #expect(throws: InputError.self) { try files.check(folder, overwrites: false) }
      try files.check(folder, overwrites: true)
    }
  }

  @Test("what is not a folder is refused, and a folder that cannot be made")
  func noFolder() throws {
    try inFolder { folder in
      let files = FigureFolder.data(of: document("name").figures)
      try Data().write(to: URL(fileURLWithPath: folder))
      #expect(throws: InputError.self) { try files.check(folder, overwrites: true) }
      #expect(throws: InputError.self) { _ = try files.unpublished(in: folder + "/below") }
      #expect(throws: InputError.self) { try files.check("", overwrites: true) }
    }
  }
}
