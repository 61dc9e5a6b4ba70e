import Metrics
import Study

/// What `windtunnel run` says of a scenario that varies something: a line for each variant.
struct VariantTable {
  private let variants: [(PreparedScenario, Replications)]
  private let store: String?

  init(_ variants: [(PreparedScenario, Replications)], store: String?) {
    self.variants = variants
    self.store = store
  }

  private static let columns: [(title: String, measure: Measure, weight: Int?)] = [
    ("TTFT p99 ms", Measure(.ttft, .p99), 9), ("TPOT p99 ms", Measure(.tpot, .p99), 8), ("ITL p99 ms", Measure(.itl, .p99), 7),
    ("req/s", Measure(.requestThroughput), 6), ("good/s", Measure(.goodput), 3), ("busy", Measure(.busyShare), 1),
    ("J/token", Measure(.energyPerOutputToken), 2), ("$/M out", Measure(.costPerMillionOutputTokens), 5),
  ]

  /// The table within so many columns.
  func text(width: Int) -> String {
    var table = TextTable(
      [.init(variants.count == 1 ? "variant" : "\(variants.count) variants", isNumber: false), .init("objective", isNumber: false, weight: 10)]
        + Self.columns.map { TextTable.Column($0.title, weight: $0.weight) })
    for (prepared, results) in variants {
      let cells = Self.columns.map { column in results.mean(of: column.measure).map(NumberText.figure) ?? "-" }
      table.add([prepared.label, Verdict(results).short] + cells)
    }
    let first = variants[0]
    var lines = [TextLayout.paragraph("Scenario", first.0.scenario.name, width: width)]
    if let because = first.0.scenario.because { lines.append(TextLayout.paragraph("Because", because, width: width)) }
    let seeds = first.1.runs.count
    if seeds > 1 { lines.append(TextLayout.paragraph("Seeds", "\(seeds): figures are means over the seeds", width: width)) }
    return (lines + ["", table.text(width: width), "", stored]).joined(separator: "\n")
  }

  private var stored: String {
    let runs = variants.flatMap { $0.1.runs.compactMap(\.storedRun) }
    guard let first = runs.first, let last = runs.last else { return "Not stored" }
    return runs.count == 1 ? "Stored as run \(first)" : "Stored as runs \(first) to \(last)"
  }
}
