import Kernel
import Report
import Scenario
import Study
import Testing

@Suite("What a plan reports of money, carbon, inventories and the front")
struct PlanMoneyTests {
  private static let text = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    router: least_tokens
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 90 req/s}
      requests: 300
    objective: {ttft: 500 ms, tpot: 60 ms, attainment: 90 %}
    plan: {tensor: 1, mode: aggregated, grow: none, seeds: 2}
    """

  private static let list = """
    name: ours
    date: 2025-03-17
    source: the books
    electricity: 0.1 $/kWh
    overhead: 1.5
    accelerators:
      - {accelerator: h100-sxm, on_demand: 2 $/h, purchase: 35064 $, life_years: 4}
      - {accelerator: l40s, on_demand: 1 $/h, reserved: 0.5 $/h, reserved_years: 1}

    """

  private func plan(_ changes: [String], kind: PriceKind? = nil) throws -> Plan {
    let scenario = try Scenario.read(Self.text, file: "small.yaml", assignments: changes)
    let question = try PlanQuestion(scenario)
    var options = question.options
    options.threads = 2
    options.program = ProgramIdentity(revision: "unknown", version: "", created: "2026-11-29T00:00:00Z")
    let prices = try kind.map { try PlanPrices(try PriceList.read(Self.list, file: "p.yaml"), kind: $0) }
    return try Plan(
      scenario, space: question.space, costs: FleetCosts(prices: prices, carbon: question.costs.carbon), options: options)
  }

  private func report(_ plan: Plan, _ result: PlanResult, width: Int = 80) -> String {
    PlanReport(plan, result, showsAll: true).text(width: width).split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
  }

  @Test("prices are told with their list, kind, day and source; those that are old are said to be, and power that is paid too")
  func prices() throws {
    let rented = try plan(["plan.accelerators=h100"], kind: .onDemand)
    let text = report(rented, try rented.run())
    #expect(text.contains("Prices ours, on demand, of 2025-03-17, more than a year old; source: the books"))
    #expect(text.contains("Granted prices of ours, 730 hours a month") && !text.contains("kWh"))
    let owned = try plan(["plan.accelerators=h100"], kind: .owned)
    let bought = report(owned, try owned.run())
    #expect(bought.contains("Prices ours, owned over 4 years, of 2025-03-17"), "\(bought)")
    #expect(bought.contains("electricity at $0.1 a kWh x 1.5 (overhead), the power as simulated"))
    let reserved = try plan(["plan.accelerators=[h100, l40s]"], kind: .reserved)
    let term = report(reserved, try reserved.run())
    #expect(term.contains("Prices ours, reserved for a year, of"), "\(term)")
    #expect(term.contains("h100-sxm TP1 the price list 'ours' has no reserved price of h100-sxm"))
  }

  @Test("carbon has a column and a line where it was asked for, and is null in JSON where it was not")
  func carbon() throws {
    let asked = try plan(["plan.accelerators=h100", "plan.grid_carbon=380 g/kWh"])
    let result = try asked.run()
    let row = try #require(result.rows.first)
    let grams = try #require(row.gramsPerMillionOutputTokens)
    let text = report(asked, result)
    #expect(text.contains("gCO2/M"))
    #expect(
      text.contains("Carbon \(NumberText.figure(grams)) g a million output tokens at 380 g/kWh, no PUE counted, without that of making"))
    let json = try JSONValue(parsing: PlanJSON(asked, result).text.utf8)
    #expect(json["carbon"]?["gramsPerKilowattHour"]?.number?.value == 380)
    #expect(json["rows"]?.list?.first?["gramsPerMillionOutputTokens"]?.number?.value == grams)
    let silent = try plan(["plan.accelerators=h100"])
    let other = try silent.run()
    #expect(!report(silent, other).contains("gCO2/M"))
    let without = try JSONValue(parsing: PlanJSON(silent, other).text.utf8)
    #expect(without["carbon"]?.isNull == true && without["prices"]?.isNull == true && without["inventory"]?.isNull == true)
  }

  @Test("an inventory is told by what is used and what is left, and pairs of types by what came of them")
  func inventory() throws {
    let plan = try plan(["plan.have={h100: 1, l40s: 9}"])
    let result = try plan.run()
    let row = try #require(result.rows.first)
    let text = report(plan, result)
    let used = row.candidate.acceleratorsByType(of: row.fleet).map { "\($0.count) of \($0.id == "l40s" ? 9 : 1) \($0.id)" }
    #expect(text.contains("Inventory \(used.joined(separator: " and ")) used; left: "), "\(text)")
    #expect(text.contains("Mixed h100-sxm TP1"))
    let json = try JSONValue(parsing: PlanJSON(plan, result).text.utf8)
    let stocks = try #require(json["inventory"]?.list)
    #expect(stocks.count == 2)
    for stock in stocks { #expect(stock["there"]!.number!.value == stock["used"]!.number!.value + stock["left"]!.number!.value) }
    #expect(json["mixed"]?.list?.count == 1)
    for (object, found) in zip(try #require(json["rows"]?.list), result.rows) {
      let set = try #require(object["set"]?.list).compactMap(\.text)
      #expect(try plan.scenario.changing(set).pools.map(\.replicas) == found.fleet.replicas)
      #expect(object["beside"]?.isNull == (found.candidate.beside == nil))
    }
  }

  @Test("rows of the front are starred and named, with the latency that they are compared by", arguments: [60, 80, 132])
  func front(width: Int) throws {
    let plan = try plan(["plan.accelerators=[h100, h200, l40s]", "plan.tensor=[1, 2]"])
    let result = try plan.run()
    let front = result.rows.indices.filter { result.rows[$0].isPareto }.map { "\($0 + 1)" }
    let table = PlanReport(plan, result, showsAll: true).text(width: width)
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= width })
    for (index, row) in result.rows.enumerated() {
      #expect(table.contains("\n\(index + 1)\(row.isPareto ? "*" : " ")"), "\(row.name)")
    }
    let rows = (front.count == 1 ? "row " : "rows ") + front.joined(separator: ", ")
    let text = report(plan, result, width: width)
    #expect(text.contains("Pareto * \(rows): no other beats"), "\(text)")
    #expect(text.contains("(the worst of TTFT and TPOT p99 over its limit)"))
    let json = try JSONValue(parsing: PlanJSON(plan, result).text.utf8)
    for (object, row) in zip(try #require(json["rows"]?.list), result.rows) {
      #expect(object["isPareto"]?.boolean == row.isPareto && object["p99"]?.list?.count == 2)
    }
  }
}
