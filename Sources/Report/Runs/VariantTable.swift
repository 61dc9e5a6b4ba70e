import Metrics
import Scenario
import Store
import Study

/// What `windtunnel run` says of a scenario that varies something: a line for each variant.
package struct VariantTable {
  private let variants: [(PreparedScenario, Replications)]
  private let store: String?
  private let ink: Ink
  private let ownChecks: [FidelityCheck]

  /// A table of variants of one file, each with its runs; `store` is the database that they belong into, nil where nothing was stored,
  /// `ink` how verdicts and notes are marked, and `ownChecks` what validations found that are stored in that database.
  ///
  /// - Precondition: there is a variant.
  package init(
    _ variants: [(PreparedScenario, Replications)], store: String?, ink: Ink = .none, ownChecks: [FidelityCheck] = []
  ) {
    self.variants = variants
    self.store = store
    self.ink = ink
    self.ownChecks = ownChecks
  }

  /// Measures of a table of many scenarios, with their headings and how much they matter.
  package static let columns: [(title: String, measure: Measure, weight: Int?)] = [
    ("TTFT p99 ms", Measure(.ttft, .p99), 9), ("TPOT p99 ms", Measure(.tpot, .p99), 8), ("ITL p99 ms", Measure(.itl, .p99), 7),
    ("req/s", Measure(.requestThroughput), 6), ("good/s", Measure(.goodput), 3), ("busy", Measure(.busyShare), 1),
    ("J/token", Measure(.energyPerOutputToken), 2), ("$/M out", Measure(.costPerMillionOutputTokens), 5),
  ]

  /// The table within so many columns.
  package func text(width: Int) -> String {
    let first = variants[0]
    let all = variants.map(\.1)
    let rejects = all.contains { $0.rejectedShare > 0 }
    let prices = variants.map { FleetPrice($0.0.clusterDescription) }
    let differ = FleetPrice.differ(prices)
    let hasTasks = all.contains { $0.mean(of: Measure(.taskLatency)) != nil }
    let measures = (hasTasks ? [("task p99 ms", Measure(.taskLatency, .p99), 10)] : []) + Self.columns
    var columns = Self.titles(of: first.0.values).map { TextTable.Column($0, isNumber: false) }
    columns.append(.init("objective", isNumber: false, weight: 12, tone: Ink.verdict))
    if rejects { columns.append(.init("rejected", weight: 11)) }
    columns += (differ ? FleetPrice.columns : []) + measures.map { TextTable.Column($0.title, weight: $0.weight) }
    var table = TextTable(columns)
    for (index, (prepared, results)) in variants.enumerated() {
      let cells = measures.map { column in
        Survivors.mark(results.mean(of: column.measure).map(NumberText.figure) ?? "-", column.measure.metric, results)
      }
      table.add(
        prepared.values.map(\.text) + [Verdict(results).short] + (rejects ? [Survivors.rejected(results)] : [])
          + (differ ? FleetPrice.cells(prices[index]) : []) + cells)
    }
    let name = first.0.scenario.name.replacing(": " + first.0.label, with: "")
    var lines = [TextLayout.paragraph("Scenario", "\(name), \(SweepText.count(variants.count, "variant"))", width: width)]
    if let because = first.0.scenario.because { lines.append(TextLayout.paragraph("Because", because, width: width)) }
    if !differ { lines.append(TextLayout.paragraph("Cluster", prices[0].text(), width: width)) }
    let seeds = first.1.runs.count
    if seeds > 1 { lines.append(TextLayout.paragraph("Seeds", "\(seeds): figures are means over the seeds", width: width)) }
    let notes =
      [Survivors.legend(all), Verdict.legend(all.map { Verdict($0) })].compactMap { $0 }
      + DeploymentNotes.notes(ofAll: variants.map { ($0.0.label, $0.0.deployments) })
      + ComparisonNotes.checks(variants.map { ($0.0.label, NearestCheckText.text($0.0.deployments, own: ownChecks)) })
    lines += ["", table.told(width: width, ink: ink), ""] + notes.map { ink.paint(TextLayout.paragraph("", $0, width: width), .faint) }
    return (lines + ["", ink.paint(stored, .faint)]).joined(separator: "\n")
  }

  private static func titles(of values: [VariedValue]) -> [String] { PathTitles.titles(of: values.map(\.path)) }

  private var stored: String {
    StoredRunsText.text(variants.flatMap(\.1.runs), store: store)
  }
}
