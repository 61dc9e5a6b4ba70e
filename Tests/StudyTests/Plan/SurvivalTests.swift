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
}
