import Foundation
import Kernel
import Scenario
import Testing

@Suite("Every paper of the field has its row")
struct PaperTests {
  static let papers = (try? PaperCatalog.papers()) ?? []

  @Test("there are 73, nine of which have nothing to show in serving")
  func count() throws {
    #expect(try PaperCatalog.papers().count == 73)
    #expect(Self.papers.count { $0.state == .nothing } == 9)
  }

  @Test("a row says what the paper gained, what it does, and what stands for it", arguments: papers)
  func row(paper: Paper) {
    #expect(paper.citation.count > 20 && !paper.claim.isEmpty && !paper.stateText.isEmpty)
    #expect((paper.state == .nothing) == (paper.mechanism == nil))
    #expect(paper.techniques.isEmpty == (paper.state == .nothing || paper.state == .missing))
    #expect(paper.headlines.isEmpty || !paper.results.isEmpty, "\(paper.name) names figures of no result")
  }

  @Test("a paper is found by its name, whatever its case and hyphens")
  func names() throws {
    #expect(PaperCatalog.paper(named: "cacheblend")?.name == "CacheBlend")
    #expect(PaperCatalog.paper(named: "Cache Craft")?.name == "Cache-Craft")
    #expect(PaperCatalog.paper(named: "") == nil && PaperCatalog.paper(named: "no such paper") == nil)
    #expect(PaperCatalog.paper(of: try TechniqueCatalog.technique(named: "s2d"))?.name == "S2D")
  }

  @Test("a list that says two things of a paper, nothing, or names no technique is refused with its place")
  func faults() throws {
    func fault(_ entry: String) throws -> String {
      let folder = try ScenarioFolder(["x.yaml": "papers:\n  - name: A\n    paper: B\n    claim: C\n\(entry)"])
      do {
        _ = try PaperCatalog.read(folder: folder.path)
        return ""
      } catch { return "\(error)".replacing(folder.path + "/", with: "") }
    }
    #expect(try fault("    nothing: it trains\n") == "")
    #expect(
      try fault("") == "x.yaml:2:5: error: of 'A' nothing is said of what stands for it; give one of 'techniques', 'missing' and 'nothing'")
    #expect(
      try fault("    nothing: it trains\n    missing: all\n")
        == "x.yaml:2:5: error: of 'A' two things are said of what stands for it; give one of 'techniques', 'missing' and 'nothing'")
    #expect(try fault("    techniques: [orka]\n").hasSuffix("there is no technique 'orka'; did you mean 'orca'?"))
    #expect(try fault("    nothing: it trains\n    extra: 1\n").contains("x.yaml:6:5: error: "))
  }
}
