import Report
import Study

/// What it takes under other conditions than those asked for: with a replica or a node dead, and with more load.
struct PlanFleetsSection {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  private typealias Fleet = (condition: String, name: String, dollars: Double, accelerators: Int, finding: FleetFinding)

  private var fleets: [Fleet] {
    guard let row = result.rows.first else { return [] }
    var fleets: [Fleet] = [("as asked", row.name, row.dollarsPerHour, row.accelerators, row.finding)]
    func add(_ condition: String, _ answer: PlanAnswer?) {
      guard let answer else { return }
      fleets.append((condition, answer.name, answer.dollarsPerHour, answer.accelerators, answer.worst))
    }
    add("a replica dead", result.spare)
    add("a node dead", result.nodeSpare)
    for (factor, answer) in result.growth { add("x\(FactorText.short(factor)) the load", answer) }
    return fleets
  }

  /// Nil where there is nothing beside the first row.
  var section: PageSection? {
    let fleets = fleets
    if fleets.count < 2 { return nil }
    let facts = page.report.answers.filter {
      $0.heading == "N+1" || $0.heading == "Node" || $0.heading.hasPrefix("If ") || $0.heading == "Day"
    }
    let chart = Chart(
      title: "What a month costs when something dies or the load grows",
      summary: fleets.map { "\($0.condition): \($0.name), \(PlanText.month($0.dollars))" }.joined(separator: "; "),
      x: Axis("$ a month", format: .dollars, beginsAtZero: true), y: Axis("", scale: .categories(fleets.map(\.condition))),
      marks: [
        .bars(.init(fleets.map { .init([$0.dollars * PlanRow.hoursPerMonth], label: "\(PlanText.month($0.dollars))", note: $0.name) }))
      ])
    let table = DataTable(
      [
        .init("condition", key: "condition", isNumber: false), .init("fleet", key: "fleet", isNumber: false),
        .init("GPUs", key: "accelerators"), .init("$/month", key: "dollarsPerMonth"), .init("attained", key: "attainedShare"),
      ],
      fleets.map { fleet in
        .init([
          .init(fleet.condition), .init(fleet.name), .init(Double(fleet.accelerators)) { NumberText.fixed($0, decimals: 0) },
          .init(fleet.dollars * PlanRow.hoursPerMonth) { NumberText.fixed($0, decimals: 0) },
          .init(fleet.finding.share) { _ in PlanText.attained(fleet.finding, result) },
        ])
      })
    let figure = Figure(
      "conditions", chart, caption: "The cheapest fleet that holds the promise under each condition, each simulated.", table: table)
    return PageSection("endures", "Failures and growth", [.facts(facts.map { .init($0.heading, $0.text) }), .figure(figure)])
  }
}
