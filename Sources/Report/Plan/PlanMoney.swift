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
    text += ";| source: \(list.source)"
    if prices.kind == .owned, let electricity = list.dollarsPerKilowattHour {
      text +=
        ";| electricity at $\(NumberText.figure(electricity)) a kWh x \(NumberText.figure(prices.overhead)) (overhead),"
        + "| the power as simulated"
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

  /// The term of the first row's accelerators.
  private var terms: String { years(\.reservedYears) { "for \($0)" } }

  /// The life of the first row's accelerators.
  private var lives: String { years(\.lifeYears) { "over \($0)" } }

  private func years(_ figure: (PriceList.Entry) -> Double?, _ words: (String) -> String) -> String {
    guard let row = result.rows.first, let list = plan.costs.prices?.list else { return "" }
    let years = row.candidate.acceleratorsByType(of: row.fleet).compactMap { list.entry(of: $0.id).flatMap(figure) }
    guard let first = years.first, years.allSatisfy({ $0 == first }) else { return "" }
    return " " + words(first == 1 ? "a year" : "\(NumberText.figure(first)) years")
  }

  private var carbon: String? {
    guard let carbon = plan.costs.carbon, let row = result.rows.first, let grams = row.gramsPerMillionOutputTokens else { return nil }
    let overhead = carbon.overhead.map { "PUE \(NumberText.figure($0))" } ?? "no PUE counted"
    let embodied = carbon.hasEmbodied ? "with that of making the accelerators" : "without that of making the accelerators"
    return "\(NumberText.figure(grams)) g a million output tokens at \(PlanText.rate(carbon.gramsPerKilowattHour)) g/kWh, \(overhead),| "
      + embodied
  }

  /// What is taken for granted of prices.
  var granted: [String] {
    let hours = "\(NumberText.fixed(PlanRow.hoursPerMonth, decimals: 0)) hours a month"
    guard let prices = plan.costs.prices else { return ["prices of the catalog, \(hours)"] }
    return ["prices of \(prices.list.name), \(hours)"]
  }
}
