import Metrics
import Scenario
import Report
import Study
import Testing

@Suite("A report on a run is a text for a width")
struct RunReportTests {
  private let scenario: PreparedScenario
  private let results: Replications

  init() throws {
    scenario = try ReportCase.scenario()
    results = try ReportCase.run(scenario)[0]
  }

  private func lines(width: Int) -> [Substring] {
    RunReport(scenario, results, store: nil, revision: "0123abc").text(width: width)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("it begins with the scenario, why it exists and the verdict, and ends with where it comes from")
  func parts() throws {
    let lines = lines(width: 80)
    #expect(lines.starts(with: ["Scenario     small", "Because      A small load, to read its report."]))
    #expect(lines.contains { $0.hasPrefix("Verdict      \(results.objectiveIsMet == true ? "meets" : "does not meet") the objective:") })
    #expect(lines.contains { $0.hasPrefix("Requests     600 arrived, ") })
    #expect(lines.contains("No operator of this was measured: times are datasheet figures with efficiencies"))
    let last = lines.suffix(2).joined(separator: " ")
    #expect(last.hasPrefix("Not stored · scenario \(scenario.scenario.hash.prefix(6)) · calibration roofline@"))
    #expect(last.contains("git 0123abc · digest "))
  }

  @Test("no line is wider than the window, and a narrow one leaves out columns", arguments: [40, 60, 80, 120])
  func width(_ width: Int) {
    let lines = lines(width: width)
    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines.contains { $0.hasSuffix("95 % CI of mean") } == (width >= 80))
  }

  @Test("latencies in it are the means over the seeds")
  func latencies() throws {
    let row = try #require(lines(width: 80).first { $0.hasPrefix("Time to first token ms") })
    let figures = row.split(separator: " ").compactMap { Double($0) }
    let mean = try #require(results.mean(of: Measure(.ttft)))
    #expect(abs(figures[0] - mean) <= 0.05 && results.runs.count == 3)
  }

  @Test("values with commas and equal signs of their own are one cell each")
  func commas() throws {
    let values = ["8 + 8, 1 batch", "12 + 4, depth=2"]
    let labelled = try values.map { value in
      try PreparedScenario(scenario.scenario, label: "layout=\(value)", values: [VariedValue(path: "layout", text: value)])
    }
    let text = VariantTable(labelled.map { ($0, results) }, store: nil).text(width: 120)
    for value in values { #expect(text.contains("\n\(value)")) }
  }

  @Test("a file that stands for several scenarios is a table with a line for each")
  func variants() throws {
    let other = try ReportCase.scenario("replicas=2")
    let labelled = try [scenario, other].enumerated().map { index, one in
      try PreparedScenario(
        one.scenario, label: "replicas=\(index + 1)", values: [VariedValue(path: "replicas", text: "\(index + 1)")])
    }
    let text = VariantTable(Array(zip(labelled, [results, try ReportCase.run(other)[0]])), store: nil).text(width: 80)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "Scenario     small, 2 variants" && lines.last == "Not stored")
    let table = try #require(lines.firstIndex { $0.hasPrefix("replicas  objective") })
    #expect(lines[table + 1].hasPrefix("1         ") && lines[table + 2].hasPrefix("2         "))
  }
}
