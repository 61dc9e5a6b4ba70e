import Kernel
import Metrics
import Study

/// What `windtunnel compare` says first of three scenarios or more: a line for each, by what a capacity planner decides on.
package struct ComparisonOverview {
  private let results: [Replications]
  private let comparisons: [PairedComparison]
  private let prices: [FleetPrice?]
  private let ink: Ink

  /// The results of all sides, the baseline first, how each of the others compares to it, what the cluster of each costs where that is
  /// known, and how verdicts are marked.
  package init(_ results: [Replications], _ comparisons: [PairedComparison], prices: [FleetPrice?]? = nil, ink: Ink = .none) {
    self.results = results
    self.comparisons = comparisons
    self.prices = prices ?? results.map { _ in nil }
    self.ink = ink
  }

  private static let columns: [(title: String, measure: Measure, weight: Int?)] = [
    ("TTFT p99 ms", Measure(.ttft, .p99), 8), ("TPOT p99 ms", Measure(.tpot, .p99), 7), ("ITL p99 ms", Measure(.itl, .p99), 4),
    ("E2E p99 ms", Measure(.e2e, .p99), 1), ("req/s", Measure(.requestThroughput), 2), ("good/s", Measure(.goodput), 9),
    ("J/token", Measure(.energyPerOutputToken), 6), ("$/M", Measure(.costPerMillionOutputTokens), 5),
  ]

  /// The overview within so many columns.
  package func text(width: Int) -> String {
    let rejects = results.contains { $0.rejectedShare > 0 }
    let differ = FleetPrice.differ(prices)
    var columns: [TextTable.Column] = [
      .init("", isNumber: false), .init("objective", isNumber: false, weight: 12, tone: Ink.verdict),
    ]
    if rejects { columns.append(.init("rejected", weight: 11)) }
    if differ { columns += FleetPrice.columns }
    columns += Self.columns.map { TextTable.Column($0.title + " ", weight: $0.weight, tone: Self.tone) }
    var table = TextTable(columns)
    for (index, side) in results.enumerated() {
      table.add(
        [side.name, Verdict(side).short] + (rejects ? [Survivors.rejected(side)] : []) + (differ ? FleetPrice.cells(prices[index]) : [])
          + Self.columns.map { column in
            let figure = side.mean(of: column.measure).map(NumberText.figure) ?? "-"
            return Survivors.mark(figure, column.measure.metric, side) + mark(of: column.measure, side: index)
          })
    }
    let seeds = results[0].runs.count
    let means = seeds > 1 ? "Means over \(seeds) seeds" : "One seed"
    let price = differ ? "" : prices.first.flatMap { $0.map { " Each has \($0.text().replacing(breakMark, with: ""))." } } ?? ""
    let marks = "\(means); + is better and - worse than \(results[0].name), beyond chance (95 %). J and $/M are for output tokens. "
    let legends = [Survivors.legend(results)] + [Verdict.legend(results.map { Verdict($0) })].compactMap { $0 }
    return table.told(width: width, ink: ink) + "\n\n"
      + TextLayout.paragraph("", marks + legends.joined(separator: " ") + price, width: width)
  }

  /// The tone of a figure with its mark.
  @Sendable private static func tone(_ cell: String) -> Ink.Tone? {
    cell.hasSuffix("+") ? .good : cell.hasSuffix("-") && cell.count > 1 ? .bad : nil
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
