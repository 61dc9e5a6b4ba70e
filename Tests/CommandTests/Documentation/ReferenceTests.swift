import Foundation
import Testing

@Suite("The reference")
struct ReferenceTests {
  /// `WINDTUNNEL_RECORD=1` writes the page anew.
  @Test("is what the program knows of itself", arguments: ReferencePage.allCases)
  func isFresh(page: ReferencePage) throws {
    let text = try page.text()
    if ProcessInfo.processInfo.environment["WINDTUNNEL_RECORD"] != nil {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: page.path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: page.path))
    }
    let written = FileManager.default.contents(atPath: page.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let (old, fresh) = (written.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let difference = zip(old, fresh).first { $0 != $1 }
    #expect(difference == nil && old.count == fresh.count, "docs/reference/\(page).md; 'make docs' writes it anew")
  }

  @Test("has a section for every verb, and for every table a unit and a meaning where there is one")
  func isWhole() throws {
    #expect(HelpTexts.verbs.count > 15)
    let schema = try ReferencePage.schema.text()
    for name in ["run", "request", "runWide", "sweepRun"] { #expect(schema.contains("\n## \(name)\n")) }
    #expect(try ReferencePage.keys.text().contains("**`workload.arrivals.rate`**"))
  }
}
