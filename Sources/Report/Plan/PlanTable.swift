import Hardware
import Scenario
import Study

/// The layouts of a plan that hold, a line each, the best first.
package struct PlanTable {
  let result: PlanResult
  /// How many rows are shown.
  let most: Int

  /// Carbon has a column where it was asked for.
  private var hasCarbon: Bool { result.rows.contains { $0.gramsPerMillionOutputTokens != nil } }

  private var columns: [TextTable.Column] {
    [.init("", isNumber: false), .init("", isNumber: false)] + PlanText.settingColumns(result.rows.map(\.candidate.layout)) + [
      .init("GPUs"), .init("attained", weight: 9), .init("holds req/s", weight: 8), .init("$/h", weight: 3), .init("$/month", weight: 10),
      .init("$/M out", weight: 7),
    ] + (hasCarbon ? [.init("gCO2/M", weight: 11)] : []) + [
      .init("J/tok", weight: 6), .init("gives way", isNumber: false, weight: 5), .init("bound", isNumber: false, weight: 2),
    ]
  }

  /// The table within so many columns, and below it which columns had no room.
  func told(width: Int, ink: Ink = .none) -> String {
    var table = TextTable(columns)
    for (index, row) in result.rows.prefix(most).enumerated() {
      let dollars = row.dollarsPerHour
      table.add(
        [
          "\(index + 1)\(row.isPareto ? "*" : "")",
          row.candidate.nameOfReplicas(row.fleet) + (PlanText.restsOnDatasheet(row.candidate) ? " ~" : ""),
        ] + row.candidate.layout.setting.values.map(\.text) + [
          NumberText.count(row.accelerators),
          PlanText.attained(row.finding, result), reach(row), NumberText.fixed(dollars, decimals: 2),
          NumberText.fixed(dollars * PlanRow.hoursPerMonth, decimals: 0),
          NumberText.fixed(result.load.dollarsPerMillionOutputTokens(dollarsPerHour: dollars), decimals: 2),
        ] + (hasCarbon ? [row.gramsPerMillionOutputTokens.map(NumberText.figure) ?? "-"] : []) + [
          row.figures.joulesPerOutputToken.map(NumberText.figure) ?? "-", row.reach?.broken.map(PlanText.weakness) ?? "-",
          Self.bound(row.candidate),
        ])
    }
    return table.told(width: width, ink: ink, otherwise: "--format json")
  }

  /// The highest rate, and by how much it is above the one asked for.
  private func reach(_ row: PlanRow) -> String {
    guard let reach = row.reach else { return "-" }
    let more = NumberText.signed((reach.passing - 1) * 100, decimals: 0)
    return "\(reach.broken == nil ? ">" : "")\(PlanText.rate(result.load.requestsPerSecond * reach.passing)) \(more) %"
  }

  /// What most of a decode step's time is bound by, and how much of it.
  package static func bound(_ candidate: PlanCandidate) -> String {
    // Of prefill and decode apart the last pool decodes; of two types each does.
    let decoding = candidate.beside == nil ? Array(candidate.prepared.deployments.suffix(1)) : candidate.prepared.deployments
    return decoding.map(bound).joined(separator: " / ")
  }

  private static func bound(_ deployed: Scenario.DeployedPool) -> String {
    let parts = IterationSample.decode(deployed)
    let total = parts.reduce(0) { $0 + $1.time.seconds }
    let limits: [BreakdownPart.Limit] = [.memory, .compute, .link, .launch, .host]
    let shares = limits.map { limit in parts.filter { $0.limit == limit }.reduce(0) { $0 + $1.time.seconds } }
    guard total > 0, let most = shares.indices.max(by: { shares[$0] < shares[$1] }) else { return "-" }
    return "\(limits[most].rawValue) \(NumberText.fixed(shares[most] / total * 100, decimals: 0)) %"
  }
}
