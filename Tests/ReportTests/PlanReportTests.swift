import Kernel
import Metrics
import Report
import Scenario
import Study
import Testing

@Suite("What a plan reports")
struct PlanReportTests {
  private static let text = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 60 req/s}
      requests: 300
    objective: {ttft: 300 ms, tpot: 20 ms, attainment: 90 %}
    """

  private func plan(
    _ changes: String..., aim: PlanAim = .cost, adjust: (inout PlanSpace) -> Void = { _ in }
  ) throws -> Plan {
    let scenario = try Scenario.read(Self.text, file: "small.yaml", assignments: changes)
    var space = PlanSpace(for: scenario)
    space.accelerators = ["h100-sxm", "l40s"]
    space.tensor = [1, 2]
    space.mostAccelerators = 8
    adjust(&space)
    return try Plan(scenario, space: space, options: PlanOptions(aim: aim, growth: [1.5, 40], threads: 2))
  }

  private func joined(_ text: String) -> String {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
  }

  @Test("no line is wider than the terminal, and every part is there at every width", arguments: [40, 60, 80, 132])
  func widths(width: Int) throws {
    let plan = try plan()
    let result = try plan.run()
    let text = PlanReport(plan, result, showsAll: true).text(width: width)
    for line in text.split(separator: "\n") { #expect(line.count <= width || !line.contains("  "), "\(line)") }
    for heading in ["Plan ", "Load ", "Searched ", "Cheapest ", "N+1 ", "If x1.5", "If x40", "Knee ", "Verdicts ", "Granted "] {
      #expect(text.contains("\n" + heading) || text.hasPrefix(heading), "\(heading)")
    }
    #expect(text.contains("GPUs") && (width < 60 || text.contains("$/month")))
  }

  @Test("the figures are those of the plan: price of the hour, the month and the million tokens at the rate asked for")
  func figures() throws {
    let plan = try plan()
    let result = try plan.run()
    let row = try #require(result.rows.first)
    let text = PlanReport(plan, result).text(width: 132)
    #expect(text.contains("small at 60 req/s: ttft <= 300 ms and tpot <= 20 ms for 90 %"))
    #expect(joined(text).contains("1\(row.isPareto ? "*" : "") \(row.name)"))
    #expect(joined(text).contains("Load 300 requests in \(NumberText.time(seconds: result.load.seconds)) a run, "))
    let month = NumberText.fixed(row.dollarsPerHour * 730, decimals: 0)
    #expect(joined(text).contains("Cheapest \(row.name): \(row.accelerators) GPU"))
    #expect(joined(text).contains("$\(month) a month"))
    let tokens = 3600 * 60 * result.load.meanOutputTokens
    #expect(joined(text).contains("$\(NumberText.fixed(row.dollarsPerHour / tokens * 1e6, decimals: 2)) a million output tokens"))
    #expect(joined(text).contains("If x40 not looked for: the load would last 120"))
  }

  @Test("with --all every layout is there, in the table or with its reason; without it they are counted")
  func all() throws {
    let plan = try plan("model=llama-3.1-70b") { $0.tensor = [1, 2, 8] }
    let result = try plan.run()
    let text = PlanReport(plan, result, showsAll: true).text(width: 100)
    for layout in result.passedOver { #expect(text.contains("\n\(layout.layout)"), "\(layout.layout)") }
    #expect(text.contains("does not fit"))
    let short = PlanReport(plan, result).text(width: 100)
    #expect(!short.contains("does not fit") && short.contains("cannot be") && joined(short).contains("--all shows each"))
  }

  @Test("where nothing holds the verdict says so and names what comes nearest")
  func nothingHolds() throws {
    let plan = try plan("objective.ttft=1 ms")
    let result = try plan.run()
    let text = joined(PlanReport(plan, result).text(width: 80))
    #expect(text.contains("Verdict nothing holds;") && text.contains("comes nearest") && text.contains("(TTFT gives way)"))
    #expect(!text.contains("Cheapest") && !text.contains("Knee"))
    // No replica is that fast even when it is idle, and what is told then is no fleet's share of the load.
    #expect(text.contains(" even of requests that are alone on a replica keep the promise"))
    let json = try JSONValue(parsing: PlanJSON(plan, result).text.utf8)
    #expect(json["nearest"]?["isAlone"]?.boolean == true && json["nearest"]?["finding"]?["requestsPerSecond"]?.isNull == true)
  }

  @Test("requests that are turned away are called rejected, whatever they are turned away for")
  func rejected() throws {
    let plan = try plan("engine.max_model_tokens=950") { $0.accelerators = ["h100-sxm"] }
    let text = joined(PlanReport(plan, try plan.run()).text(width: 80))
    #expect(text.contains("(rejected gives way)") && !text.contains("KV memory"))
  }

  @Test("where the first row has least of something else, the answers that are looked for by cost say so")
  func otherAim() throws {
    let plan = try plan(aim: .gpus) { $0.modes = [.aggregated] }
    let result = try plan.run()
    let spare = try #require(result.spare)
    let grown = try #require(result.growth.first?.answer)
    let text = joined(PlanReport(plan, result).text(width: 80))
    #expect(text.contains("Fewest GPUs") && text.contains("N+1 the cheapest is \(spare.name): "))
    #expect(text.contains("If x1.5 the cheapest is \(grown.name): "))
  }

  @Test("what was stored is told by what the database has more of")
  func stored() throws {
    let result = try plan { $0.modes = [.aggregated] }.run()
    func text(_ added: Int?) -> String { joined(PlanReport.stored(3, runsAdded: added, result, store: "r.sqlite", width: 120)) }
    #expect(text(1) == "Stored as plan 3 in r.sqlite: 1 run added")
    #expect(text(nil) == "Stored as plan 3 in r.sqlite: no run stored, for the program's revision is not known")
  }

  @Test("the JSON holds what the table does, and the values to lay over the scenario")
  func json() throws {
    let plan = try plan()
    let result = try plan.run()
    let json = try JSONValue(parsing: PlanJSON(plan, result).text.utf8)
    #expect(json["holds"]?.boolean == true && json["load"]?["requestsPerSecond"]?.number?.value == 60)
    let rows = try #require(json["rows"]?.list)
    #expect(rows.count == result.rows.count)
    for (row, found) in zip(rows, result.rows) {
      #expect(row["dollarsPerHour"]?.number?.value == found.dollarsPerHour)
      #expect(row["finding"]?["attained"]?.number?.value == found.finding.share)
      #expect(row["finding"]?["verdict"]?.text == "holds")
      let set = try #require(row["set"]?.list).compactMap(\.text)
      let scenario = try plan.scenario.changing(set)
      #expect(scenario.pools.map(\.replicas) == found.fleet.replicas)
      #expect(scenario.pools[0].accelerator == found.candidate.layout.accelerator)
    }
    #expect(json["passedOver"]?.list?.count == result.passedOver.count && json["growth"]?.list?.count == 2)
    #expect(json["nearest"]?.isNull == true && json["withReplicaDead"]?["findings"]?.list?.isEmpty == false)
  }

  @Test("a layout that rests on the datasheet for more than a tenth of an iteration is marked, and one that was measured is not")
  func marks() throws {
    // Nothing was measured on the MI300X.
    let plan = try plan {
      $0.accelerators = ["h100-sxm", "mi300x"]
      $0.tensor = [1]
      $0.modes = [.aggregated]
    }
    let text = PlanReport(plan, try plan.run()).text(width: 100)
    let rows = text.split(separator: "\n").filter { $0.contains(" TP1 x") && $0.first?.isNumber == true }
    #expect(rows.count == 2)
    for row in rows { #expect(row.contains("~") == row.contains("mi300x"), "\(row)") }
  }

  @Test("an outline has every layout that can be, and the reason of every other")
  func outline() throws {
    let plan = try plan("model=llama-3.1-70b") { $0.tensor = [1, 8] }
    let candidates = try plan.candidates()
    let text = PlanOutline(plan, candidates).text(width: 80)
    for candidate in candidates.fitting { #expect(text.contains("\(candidate.layout)")) }
    for layout in candidates.passedOver { #expect(text.contains("\n\(layout.layout)  ")) }
    // What only one of both ways lacks is told of that one.
    let apart = try self.plan("roles=mixed_pool") { $0.tensor = [1] }
    let outlined = PlanOutline(apart, try apart.candidates()).text(width: 80)
    let lacking = try apart.candidates().passedOver.filter { $0.layout.mode == .disaggregated }
    #expect(lacking.count == 2 && lacking.allSatisfy { outlined.contains("\n\($0.layout) P+D ") })
    #expect(text.contains("Nothing was run.") && plan.progress.runs == 0)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
