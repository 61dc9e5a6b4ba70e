import Scenario
import Study

/// The table of `windtunnel reproduce` in Markdown, as the README shows it.
struct ReproductionMarkdown {
  private let reports: [ReproductionReport]

  /// A text of the given reports.
  init(_ reports: [ReproductionReport]) { self.reports = reports }

  /// The text.
  var text: String {
    (reports.map(section) + [ReproductionText.sum(reports, 10_000).replacing("Sum          ", with: "")]).joined(separator: "\n\n")
  }

  private func section(_ report: ReproductionReport) -> String {
    let result = report.result
    var lines = ["**\(result.name)** \(result.title). \(result.paper); \(result.section).", ""]
    lines += ["| figure | published | simulated | ratio | | verdict |", "| --- | ---: | ---: | ---: | --- | --- |"]
    for figure in report.figures {
      let cells = ReproductionCells(figure)
      let row = [cells.name, cells.published, cells.simulated, cells.ratio, cells.strength, cells.verdict]
      lines.append("| " + row.map { $0.replacing("|", with: "\\|").replacing("<", with: "&lt;") }.joined(separator: " | ") + " |")
    }
    let reasons = report.figures.filter { $0.verdict == .offWithReason || $0.verdict == .orderBrokenWithReason }
    for figure in reasons { lines += ["", "- *\(figure.figure.name)*: \(figure.figure.disagreement ?? "")"] }
    return lines.joined(separator: "\n")
  }
}
