import Foundation
import Kernel
import Page
import Testing

@Suite("Pages of validations and reproductions")
struct FindingsPageTests {
  private static let validation = """
    {"schemaVersion": 1, "command": "validate", "title": "a <server>", "facts": [{"heading": "Server", "text": "one"}], "groups": [
      {"name": "first", "family": "m", "isCounted": true, "figures": [
        {"name": "TTFT p50", "unit": "ms", "measured": 100, "simulated": 105, "error": 0.05, "peerError": 0.2, "noise": null},
        {"name": "TPOT p50", "unit": "ms", "measured": 10, "simulated": 8, "error": -0.2, "peerError": null, "noise": 0.01}]},
      {"name": "second", "family": "n", "isCounted": true, "figures": [
        {"name": "TTFT p50", "unit": "ms", "measured": 200, "simulated": 202, "error": 0.01, "peerError": null, "noise": null}]},
      {"name": "a stage", "family": "n", "isCounted": false, "figures": [
        {"name": "TTFT p50", "unit": "ms", "measured": 200, "simulated": 900, "error": 3.5, "peerError": null, "noise": null}]}],
      "notes": ["one row was left out"], "storedPairs": [], "revision": "abc"}
    """

  private static let reproduction = """
    {"schemaVersion": 1, "command": "reproduce", "results": [{"name": "splitwise", "title": "T", "paper": "P", "section": "S", "setup": null,
      "figures": [
        {"name": "factor", "unit": "x", "source": "s", "strength": "S", "target": "within", "published": 2, "tolerance": 0.1,
         "simulated": [2.1], "ratio": 1.05, "verdict": "within", "reason": null},
        {"name": "bound", "unit": "x", "source": "s", "strength": "Md", "target": "atMost", "published": 2, "tolerance": null,
         "simulated": [9], "ratio": 4.5, "verdict": "offWithReason", "reason": "because"}], "quantities": [], "notes": [], "runs": []}],
     "sum": {"counted": 2, "kept": 1, "offWithReason": 1, "off": 0, "notCounted": 0, "notModelled": 0}}
    """

  private func page(_ text: String) throws -> PageDocument {
    let path = NSTemporaryDirectory() + "/findings-\(UUID().uuidString).json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try FindingsFile(path).document(footer: "made by a test")
  }

  @Test("a validation lays measured beside simulated, and counts what its sums count")
  func validation() throws {
    let page = try page(Self.validation)
    #expect(page.html.contains("Half of 3 simulated figures are within 5") && page.html.contains("a &lt;server&gt;"))
    #expect(page.figures.map(\.name) == ["scatter", "errors"])
    #expect(page.figures[0].table.rows.map { $0.cells[0].text } == ["first", "first", "second"])
    #expect(page.html.contains("one row was left out"))
  }

  @Test("a reproduction lays simulated over published beside the tolerance")
  func reproduction() throws {
    let page = try page(Self.reproduction)
    #expect(page.html.contains("1 of 2 published figures are reproduced"))
    let figure = try #require(page.figures.first { $0.name == "ratios-1-splitwise" })
    let blocks = figure.chart.marks.flatMap { mark -> [Mark.Block] in if case .blocks(let blocks) = mark { blocks } else { [] } }
    #expect(blocks.map(\.row) == [0, 1] && blocks[0].range == 0.9...1.1 && blocks.allSatisfy(\.isFaint))
    #expect(page.html.contains("bound: because"))
  }

  @Test(
    "a file of another kind is told",
    arguments: ["", "[]", "{}", "{\"command\": \"run\"}", "{\"command\": \"validate\"}", "{\"command\": \"reproduce\", \"results\": 3}"])
  func others(_ text: String) throws {
    let error = #expect(throws: InputError.self) { try page(text) }
    #expect(error?.remedy?.contains("--format json") == true)
    #expect(throws: InputError.self) { try FindingsFile("/nowhere/findings.json") }
  }
}
