import Metrics
import Study

/// What a plan's report says of the accelerators that are there, of fleets of two types, and of the Pareto front.
struct PlanFleets {
  private let plan: Plan
  private let result: PlanResult
  /// How many rows the table has.
  private let rowsShown: Int
  /// Whether it is said on a page, which has no options.
  private let isPage: Bool

  init(_ plan: Plan, _ result: PlanResult, rowsShown: Int, isPage: Bool = false) {
    self.plan = plan
    self.result = result
    self.rowsShown = rowsShown
    self.isPage = isPage
  }

  /// The lines behind the first row, or behind the verdict that nothing holds.
  var answers: [(heading: String, text: String?)] { [("Inventory", inventory), ("Mixed", mixed), ("Pareto", pareto)] }

  /// What the first row uses of what is there, and what it leaves.
  private var inventory: String? {
    guard let inventory = result.limits.inventory else { return nil }
    let there = inventory.stocks.map { "\(NumberText.count($0.count)) \($0.accelerator)" }.joined(separator: ", ")
    guard let row = result.rows.first else { return "\(there) are there" }
    let used = row.candidate.acceleratorsByType(of: row.fleet)
    let left = inventory.stocks.compactMap { stock -> String? in
      let left = stock.count - (used.first { $0.id == stock.accelerator }?.count ?? 0)
      return left > 0 ? "\(NumberText.count(left)) \(stock.accelerator)" : nil
    }
    let parts = used.map { "\(NumberText.count($0.count)) of \(NumberText.count(inventory.count(of: $0.id))) \($0.id)" }
    return "\(parts.joined(separator: " and ")) used;\(breakMark) left: \(left.isEmpty ? "nothing" : left.joined(separator: ", "))"
  }

  /// What came of each pair of types.
  private var mixed: String? {
    if result.mixed.isEmpty { return plan.space.isMixed ? "no two types are of use side by side" : nil }
    return result.mixed.map { fleet in
      switch fleet.outcome {
      case .holds(let row): "\(row.name) holds" + (rank(of: fleet).map { " (row \($0))" } ?? "")
      case .noneCheaper: "\(fleet.name): none for less"
      case .noneHolds: "\(fleet.name): none holds"
      case .impossible(let fault): "\(fleet.name): \(fault)"
      }
    }.joined(separator: TextLayout.semicolon)
  }

  private func rank(of fleet: MixedFleet) -> Int? {
    result.rows.firstIndex { $0.candidate.layout == fleet.first && $0.candidate.beside == fleet.second }.map { $0 + 1 }
  }

  /// The rows on the front, which are marked in the table; of those that it does not show how many there are.
  private var pareto: String? {
    let front = result.rows.indices.filter { result.rows[$0].isPareto }
    guard let first = front.first else { return nil }
    let shown = front.filter { $0 < rowsShown }.map { "\($0 + 1)" }
    var rows = shown.isEmpty ? [] : ["\(shown.count == 1 ? "row" : "rows") \(shown.joined(separator: ", "))"]
    let isPartial = result.passedOver.contains { if case .dearer = $0.reason { true } else { false } }
    if shown.count < front.count && !isPartial { rows.append("\(front.count - shown.count) further down\(isPage ? "" : " (--all)")") }
    // What was too dear for the table may be on the front by its latency or its energy.
    let which = !isPartial ? "" : isPage ? " of these" : " (--all: of all layouts)"
    return
      "* \(rows.joined(separator: " and ")):\(breakMark) "
      + "no other\(which) beats \(front.count == 1 ? "it" : "them") in money, energy and latency "
      + "together (\(latency(of: result.rows[first])))"
  }

  /// The latency that rows are compared by, in words.
  private func latency(of row: PlanRow) -> String {
    var metrics: [String] = []
    for tail in row.figures.tails {
      let name = PlanText.shortName(of: tail.metric)
      if !metrics.contains(name) { metrics.append(name) }
    }
    return (metrics.count == 1 ? metrics[0] : "the worst of \(metrics.joined(separator: " and "))") + " p99 over its limit"
  }

  /// What is taken for granted of fleets of two types.
  var granted: [String] {
    guard plan.space.isMixed else { return [] }
    var parts = ["types are mixed in pools of undivided requests, each in its cheapest layout"]
    if result.mixed.count > 0, plan.scenario.router.name == "round_robin" {
      parts.append("round_robin sends unlike replicas equal shares (--set router=least_tokens)")
    }
    return parts
  }
}
