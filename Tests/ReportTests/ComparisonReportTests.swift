import Report
import Study
import Testing

@Suite("A comparison is a text for a width")
struct ComparisonReportTests {
  private func lines(_ baseline: PreparedScenario, _ candidate: PreparedScenario) throws -> [Substring] {
    let results = try ReportCase.run(baseline, candidate)
    let report = ComparisonReport(
      PairedComparison(baseline: results[0], candidate: results[1]), baseline: results[0], candidate: results[1],
      differences: ResolvedText.differences(baseline.scenario.resolvedText, candidate.scenario.resolvedText))
    return report.text(width: 80).split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("a scenario against itself differs in nothing")
  func same() throws {
    let lines = try lines(ReportCase.scenario(), ReportCase.scenario())
    let table = lines.drop { !$0.isEmpty }.dropFirst().prefix { !$0.isEmpty }
    #expect(table.count > 5 && table.dropFirst().allSatisfy { $0.hasSuffix("  same") })
    #expect(lines.contains("What differs: nothing."))
  }

  @Test("a second replica is better beyond chance, and named as what differs")
  func different() throws {
    let lines = try lines(ReportCase.scenario(), ReportCase.scenario("replicas=2"))
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains("Same 3 seeds, same arrivals and lengths: differences are paired."))
    let row = try #require(lines.first { $0.hasPrefix("TTFT p99 ms") })
    #expect(row.hasSuffix("better") && row.contains("["))
    #expect(lines.contains("What differs: cluster. Nothing else.") && lines.contains("  replicas: 1 -> 2"))
  }
}
