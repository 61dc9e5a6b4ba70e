import Scenario
import Study

/// What a plan's report says of prices and carbon.
struct PlanMoney {
  private let plan: Plan
  private let result: PlanResult

  init(_ plan: Plan, _ result: PlanResult) {
    self.plan = plan
    self.result = result
  }

  /// The lines behind the first row: the prices, where they are those of a list, and its carbon, where that was asked for.
  var answers: [(heading: String, text: String?)] { [("Prices", prices), ("Carbon", carbon)] }

  private var prices: String? {
    guard let prices = plan.costs.prices else { return nil }
    let list = prices.list
    var text = "\(list.name), \(words(prices.kind)), of \(list.date)"
    if list.isStale(today: plan.options.program.created) { text += ", more than a year old" }
    text += ";\(breakMark) source: \(list.source)"
    if prices.kind == .owned, let electricity = list.dollarsPerKilowattHour {
      text +=
        ";\(breakMark) electricity at $\(Quantity.text(electricity)) a kWh x \(Quantity.text(prices.overhead)) (overhead),"
        + "\(breakMark) the power as simulated"
    }
    return text
  }

  private func words(_ kind: PriceKind) -> String {
    switch kind {
    case .onDemand: "on demand"
    case .reserved: "reserved" + terms
    case .spot: "spot"
    case .owned: "owned" + lives
    }
  }

  /// The terms of the accelerators that are looked at.
  private var terms: String { years(\.reservedYears) { "for \($0)" } }

  /// The lives of the accelerators that are looked at.
  private var lives: String { years(\.lifeYears) { "over \($0)" } }

  private func years(_ figure: (PriceList.Entry) -> Double?, _ words: (String) -> String) -> String {
    let years = plan.space.accelerators.compactMap { plan.costs.prices?.list.entry(of: $0).flatMap(figure) }
    guard let least = years.min(), let most = years.max() else { return "" }
    if least < most { return " " + words("\(Quantity.text(least)) to \(Quantity.text(most)) years") }
    return " " + words(least == 1 ? "a year" : "\(Quantity.text(least)) years")
  }

  private var carbon: String? {
    guard let carbon = plan.costs.carbon, let row = result.rows.first, let grams = row.gramsPerMillionOutputTokens else { return nil }
    let overhead = carbon.overhead.map { "PUE \(Quantity.text($0))" } ?? "no PUE counted"
    let embodied = carbon.hasEmbodied ? "with that of making the accelerators" : "without that of making the accelerators"
    let grid = carbon.grid.map { " (\($0.name) in \($0.year), by Ember)" } ?? ""
    return "\(NumberText.figure(grams)) g a million output tokens at \(Quantity.text(carbon.gramsPerKilowattHour)) g/kWh"
      + "\(grid),\(breakMark) \(overhead),\(breakMark) \(embodied)"
  }

  /// What is taken for granted of prices.
  var granted: [String] {
    let hours = "\(NumberText.fixed(PlanRow.hoursPerMonth, decimals: 0)) hours a month"
    guard let prices = plan.costs.prices else { return ["prices of the catalog, \(hours)"] }
    return ["prices of \(prices.list.name), \(hours)"]
  }
}
