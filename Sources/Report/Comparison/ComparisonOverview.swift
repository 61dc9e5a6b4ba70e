import Kernel
import Metrics
import Study

/// What `windtunnel compare` says first of three scenarios or more: a line for each, by what a capacity planner decides on.
package struct ComparisonOverview {
  private let results: [Replications]
  private let comparisons: [PairedComparison]

  /// The results of all sides, the baseline first, and how each of the others compares to it.
  package init(_ results: [Replications], _ comparisons: [PairedComparison]) {
    self.results = results
    self.comparisons = comparisons
  }

  private static let columns: [(title: String, measure: Measure, weight: Int?)] = [
    ("TTFT p99 ms", Measure(.ttft, .p99), 8), ("TPOT p99 ms", Measure(.tpot, .p99), 7), ("ITL p99 ms", Measure(.itl, .p99), 4),
    ("E2E p99 ms", Measure(.e2e, .p99), 1), ("req/s", Measure(.requestThroughput), 2), ("good/s", Measure(.goodput), 9),
    ("J/token", Measure(.energyPerOutputToken), 6), ("$/M", Measure(.costPerMillionOutputTokens), 5),
  ]

  /// The overview within so many columns.
  package func text(width: Int) -> String {
    let rejects = results.contains { $0.rejectedShare > 0 }
    var table = TextTable(
      [.init("", isNumber: false), .init("objective", isNumber: false, weight: 11)] + (rejects ? [.init("rejected", weight: 10)] : [])
        + Self.columns.map { TextTable.Column($0.title + " ", weight: $0.weight) })
    for (index, side) in results.enumerated() {
      table.add(
        [side.name, Verdict(side).short] + (rejects ? [Survivors.rejected(side)] : [])
          + Self.columns.map { column in
            let figure = side.mean(of: column.measure).map(NumberText.figure) ?? "-"
            return Survivors.mark(figure, column.measure.metric, side) + mark(of: column.measure, side: index)
          })
    }
    let seeds = results[0].runs.count
    let means = seeds > 1 ? "Means over \(seeds) seeds" : "One seed"
    return table.text(width: width) + "\n\n"
      + TextLayout.paragraph(
        "",
        "\(means); + is better and - worse than \(results[0].name), beyond chance (95 %). J and $/M are for output tokens. "
          + ([Survivors.legend(results)] + [Verdict.legend(results.map { Verdict($0) })].compactMap { $0 }).joined(separator: " "),
        width: width)
  }

  /// What the evidence says of a figure: `+`, `-`, or a space where it does not tell it from the baseline's.
  private func mark(of measure: Measure, side: Int) -> String {
    guard side > 0, let row = comparisons[side - 1].rows.first(where: { $0.measure == measure }) else { return " " }
    switch row.verdict {
    case .better: return "+"
    case .worse: return "-"
    default: return " "
    }
  }
}
