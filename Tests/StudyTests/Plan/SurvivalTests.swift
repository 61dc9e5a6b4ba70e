import Kernel
import Scenario
import Study
import Testing

@Suite("Fleets that do without replicas")
struct SurvivalTests {
  private func plan(survived: Int, _ adjust: (inout PlanSpace) -> Void = { _ in }) throws -> Plan {
    try PlanCase.plan(try PlanCase.scenario()) {
      $0.survived = survived
      $0.mostAccelerators = 12
      adjust(&$0)
    }
  }

  @Test("every row holds with so many replicas of either kind dead, and has no replica too many")
  func rows() throws {
    let plan = try plan(survived: 1)
    let result = try plan.run()
    let judges = try plan.judges(of: try plan.candidates().fitting).judges
    #expect(!result.rows.isEmpty)
    for row in result.rows {
      let judge = try #require(judges.first { $0.runner.candidate.layout == row.candidate.layout })
      func holds(_ fleet: PlanFleet) throws -> Bool {
        try fleet.replicas.indices.allSatisfy { pool in
          let death = FleetDeath(pool: pool, time: result.deathTimes[0])
          return try judge.judge(fleet, FleetRunner.Conditions(death: death)).finding == .holds
        }
      }
      #expect(try holds(row.fleet), "\(row.name)")
      if row.fleet.replicas.count == 1 { #expect(try !holds(PlanFleet([row.fleet.total - 1])), "\(row.name)") }
    }
  }

  @Test("money and energy are those of a fleet that is alive, and a highest rate is that with the replicas dead")
  func figures() throws {
    let plan = try plan(survived: 2) { ($0.tensor, $0.modes) = ([1], [.aggregated]) }
    let row = try #require(try plan.run().rows.first)
    let judge = try #require(try plan.judges(of: [row.candidate]).judges.first)
    #expect(row.figures == (try judge.measure(row.fleet)) && row.figures.trials != row.finding.trials)
    let reach = try #require(row.reach)
    let death = FleetDeath(pool: 0, replicas: 2, time: try plan.run().deathTimes[0])
    let edge = try judge.measure(row.fleet, FleetRunner.Conditions(rate: reach.passing, death: death))
    #expect(edge.share >= 0.9)
    let broken = try #require(reach.broken)
    #expect(broken.trials.count == edge.trials.count && broken.rate > reach.passing)
    #expect(try judge.measure(row.fleet, FleetRunner.Conditions(rate: broken.rate, death: death)).share < 0.9)
  }

  @Test("where nothing does without its dead, what came nearest is told with them dead")
  func nearest() throws {
    let plan = try plan(survived: 3) { ($0.tensor, $0.modes, $0.mostAccelerators) = ([1], [.aggregated], 3) }
    let result = try plan.run()
    #expect(result.rows.isEmpty)
    #expect(try #require(result.nearest).finding.share < 0.9)
  }

  @Test(
    "on small grids the answer is that of an exhaustive search over every fleet with its replicas dead",
    arguments: [[20, 150], [40, 250], [60, 700]],
    [1, 2])
  func exhaustive(load: [Int], survived: Int) throws {
    let changes = ["workload.arrivals.rate=\(load[0]) req/s", "objective.ttft=\(load[1]) ms", "workload.requests=160"]
    let plan = try PlanCase.plan(try PlanCase.scenario(changes)) {
      $0.survived = survived
      ($0.tensor, $0.mostAccelerators) = ([1], 7)
    }
    let result = try plan.run()
    for judge in try plan.judges(of: try plan.candidates().fitting).judges {
      let layout = judge.runner.candidate.layout
      let fleets =
        layout.mode == .aggregated
        ? (1...7).map { PlanFleet([$0]) } : (1..<7).flatMap { prefill in (1...(7 - prefill)).map { PlanFleet([prefill, $0]) } }
      let holding = try fleets.filter { fleet in
        try fleet.replicas.indices.allSatisfy { pool in
          let death = FleetDeath(pool: pool, replicas: survived, time: result.deathTimes[0])
          return try judge.judge(fleet, FleetRunner.Conditions(death: death)).finding == .holds
        }
      }
      let row = result.rows.first { $0.candidate.layout == layout }
      #expect(row?.fleet.total == holding.map(\.total).min(), "\(layout) \(layout.mode): \(row.map { "\($0.fleet)" } ?? "none")")
    }
  }

  @Test("what owned machines draw is told of all of them alive: in the rows, with a replica or a node dead, and with more load")
  func electricity() throws {
    let list = """
      name: ours
      date: 2026-03-17
      source: the books
      electricity: 0.1 $/kWh
      overhead: 1.5
      accelerators: [{accelerator: h100-sxm, purchase: 35064 $, life_years: 4}]

      """
    let prices = try PlanPrices(try PriceList.read(list, file: "p.yaml"), kind: .owned)
    let scenario = try PlanCase.scenario()
    var space = try plan(survived: 1).space
    (space.tensor, space.modes) = ([1], [.aggregated])
    let plan = try Plan(scenario, space: space, costs: FleetCosts(prices: prices), options: PlanOptions(growth: [1.2], threads: 2))
    let result = try plan.run()
    let judge = try #require(try plan.judges(of: try plan.candidates().fitting).judges.first)
    func dollars(_ fleet: PlanFleet, rate: Double = 1) throws -> Double {
      let watts = try #require(try judge.measure(fleet, FleetRunner.Conditions(rate: rate)).watts)
      return Double(fleet.total) + watts / 1000 * 0.15
    }
    let row = try #require(result.rows.first)
    #expect(abs(row.dollarsPerHour - (try dollars(row.fleet))) < 1e-9)
    for answer in [result.spare, result.nodeSpare].compactMap({ $0 }) {
      #expect(abs(answer.dollarsPerHour - (try dollars(answer.fleet))) < 1e-9, "\(answer.name)")
    }
    let grown = try #require(result.growth[0].answer)
    #expect(abs(grown.dollarsPerHour - (try dollars(grown.fleet, rate: 1.2))) < 1e-9 && result.spare != nil)
  }
}
