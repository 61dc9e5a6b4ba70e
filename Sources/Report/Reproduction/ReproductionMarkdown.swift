import Kernel
import Scenario
import Study

/// The table of `windtunnel reproduce` in Markdown, as the README shows it: one table of all figures that count, or will when
/// their mechanism is there. Inputs are left out; reasons for what is off stand in the text form.
package struct ReproductionMarkdown {
  private let reports: [ReproductionReport]

  /// A text of the given reports.
  package init(_ reports: [ReproductionReport]) { self.reports = reports }

  /// The text.
  package var text: String {
    let heading = ["| result | figure | published | simulated | ratio | | verdict |", "| --- | --- | ---: | ---: | ---: | --- | --- |"]
    return (heading + reports.flatMap(rows)).joined(separator: "\n") + "\n\n" + ReproductionText.sum(reports) + "."
  }

  private func rows(_ report: ReproductionReport) -> [String] {
    let shown = report.figures.filter { $0.figure.strength.isCounted }
    return shown.enumerated().map { index, figure in
      let cells = ReproductionCells(figure)
      let row = [index == 0 ? "`\(report.result.name)`" : ""] + [cells.name, cells.published, cells.simulated, cells.ratio]
      return "| " + (row + [cells.strength, cells.verdict]).map(Self.escaped).joined(separator: " | ") + " |"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.showingControls().replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}
