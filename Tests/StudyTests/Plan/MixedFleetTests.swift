import Kernel
import Scenario
import Study
import Testing

@Suite("Fleets of two types")
struct MixedFleetTests {
  private func plan(_ changes: [String], growth: String = "none") throws -> Plan {
    let own = ["objective.tpot=40 ms", "router=least_tokens", "plan.tensor=1", "plan.mode=aggregated", "plan.grow=\(growth)"]
    let scenario = try PlanCase.scenario(own + changes)
    let question = try PlanQuestion(scenario)
    var options = question.options
    options.threads = 2
    return try Plan(scenario, space: question.space, costs: question.costs, options: options)
  }

  @Test(
    "the fleet of both is the cheapest that an exhaustive search finds, where none of one type holds for less",
    arguments: [(60, 1, 4), (90, 1, 5), (140, 2, 4), (200, 2, 6), (40, 2, 2)])
  func exhaustive(rate: Int, fast: Int, slow: Int) throws {
    let plan = try plan(["workload.arrivals.rate=\(rate) req/s", "plan.have={h100-sxm: \(fast), l40s: \(slow)}"])
    let result = try plan.run()
    let parts = ["h100-sxm", "l40s"].map { PlanLayout(accelerator: $0, tensor: 1) }
    let candidate = try PlanCandidate(parts[0], beside: parts[1], of: plan.scenario, sharing: DeploymentCache())
    let judge = try #require(try plan.judges(of: [candidate]).judges.first)
    let single = result.rows.filter { $0.candidate.beside == nil }.map(\.dollarsPerHour).min() ?? .infinity
    let fleets = (1...fast).flatMap { first in (1...slow).map { PlanFleet([first, $0]) } }
    let prices = try fleets.filter { try judge.judge($0).finding == .holds }.map { candidate.dollarsPerHour(of: $0) }
    let least = prices.filter { $0 < single }.min()
    let row = result.rows.first { $0.candidate.beside != nil }
    #expect((row?.dollarsPerHour).map { ($0 * 100).rounded() } == least.map { ($0 * 100).rounded() }, "\(result.rows.map(\.name))")
    #expect(result.mixed.count == 1)
    if let row { #expect(row.candidate.acceleratorsByType(of: row.fleet).allSatisfy { $0.count <= ($0.id == "l40s" ? slow : fast) }) }
  }

  @Test("a run of a mixed fleet is that of the scenario with its pools: the same digest")
  func sameAsRun() throws {
    let scenario = try PlanCase.scenario(["objective.tpot=40 ms"])
    let parts = [PlanLayout(accelerator: "h100-sxm", tensor: 2), PlanLayout(accelerator: "l40s", tensor: 1)]
    let candidate = try PlanCandidate(parts[0], beside: parts[1], of: scenario, sharing: DeploymentCache())
    let judge = try #require(try PlanCase.plan(scenario).judges(of: [candidate]).judges.first)
    let fleet = PlanFleet([1, 2])
    let finding = try judge.measure(fleet, FleetRunner.Conditions(isCutShort: false))
    let changed = try scenario.changing(candidate.assignments(of: fleet))
    #expect(changed.pools.map(\.name) == ["h100-sxm", "l40s"] && changed.pools.map(\.replicas) == [1, 2])
    let expected = try StudyCase.run(try PreparedScenario(changed))[0]
    #expect(zip(finding.trials, expected.runs).allSatisfy { $0.digest == $1.summary.digest } && !finding.trials.isEmpty)
    #expect(candidate.name(of: fleet) == "h100-sxm TP2 x1 + l40s TP1 x2" && candidate.accelerators(of: fleet) == 4)
  }

  @Test("an inventory bounds every fleet that is named, and what comes nearest where nothing holds is all of it")
  func inventory() throws {
    let plan = try plan(["workload.arrivals.rate=2000 req/s", "plan.have={h100-sxm: 2, l40s: 3}"])
    let result = try plan.run()
    #expect(result.rows.isEmpty && result.limits.most(of: "l40s") == 3 && result.limits.most(of: "b200") == 0)
    let nearest = try #require(result.nearest)
    #expect(nearest.layout.acceleratorsByType(of: nearest.finding.fleet).map(\.count) == [2, 3])
    guard case .noneHolds = result.mixed[0].outcome else { throw InputError("another outcome") }
  }

  @Test("where one type is short of a replica more, the other stands in for it")
  func spare() throws {
    let plan = try plan(["workload.arrivals.rate=60 req/s", "plan.have={h100-sxm: 1, l40s: 12}"], growth: "x1.5")
    let result = try plan.run()
    let spare = try #require(result.spare)
    let judges = try plan.judges(of: [spare.candidate]).judges
    for pool in spare.fleet.replicas.indices {
      let death = FleetDeath(pool: pool, time: result.deathTimes[0])
      #expect(try judges[0].judge(spare.fleet, FleetRunner.Conditions(death: death)).finding == .holds)
    }
    for answer in [spare] + result.growth.compactMap(\.answer) {
      #expect(answer.candidate.acceleratorsByType(of: answer.fleet).allSatisfy { $0.count <= result.limits.most(of: $0.id) })
    }
  }
}
