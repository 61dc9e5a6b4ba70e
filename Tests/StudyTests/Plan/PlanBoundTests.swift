import Kernel
import Scenario
import Study
import Testing

@Suite("Layouts that are too dear for the table")
struct PlanBoundTests {
  private func plan(rows: Int, _ changes: [String] = []) throws -> PlanResult {
    let scenario = try PlanCase.scenario(changes)
    var space = PlanSpace(for: scenario)
    space.accelerators = ["h100-sxm", "h200", "a100-80gb", "l40s", "b200"]
    space.tensor = [1, 2, 4]
    space.mostAccelerators = 16
    return try Plan(scenario, space: space, options: PlanOptions(growth: [], threads: 2, rowsWithReach: rows)).run()
  }

  @Test("the rows of the table are those of a plan that searches every layout, and fewer runs find them", arguments: [1, 3, 8])
  func sameRows(rows: Int) throws {
    let (some, all) = (try plan(rows: rows), try plan(rows: .max))
    #expect(some.rows.prefix(rows).map(\.name) == all.rows.prefix(rows).map(\.name))
    #expect(some.rows.prefix(rows).map(\.finding) == all.rows.prefix(rows).map(\.finding))
    #expect(some.layouts == all.layouts && some.runs < all.runs)
    // What is passed over as too dear would have been no cheaper than the last row.
    let bound = all.rows[rows - 1].dollarsPerHour
    let dearer = some.passedOver.filter { if case .dearer = $0.reason { true } else { false } }
    #expect(!dearer.isEmpty)
    for layout in dearer {
      guard let row = all.rows.first(where: { $0.candidate.layout == layout.layout }) else { continue }
      #expect(row.dollarsPerHour > bound, "\(row.name)")
    }
  }

  @Test("a plan for the least energy searches every layout, for the dearest may draw the least")
  func energy() throws {
    let scenario = try PlanCase.scenario()
    var options = PlanOptions(aim: .energy, growth: [], threads: 2, rowsWithReach: 1)
    options.aim = .energy
    var space = PlanSpace(for: scenario)
    space.accelerators = ["h100-sxm", "b200"]
    space.tensor = [1, 2]
    space.mostAccelerators = 8
    let result = try Plan(scenario, space: space, options: options).run()
    #expect(!result.passedOver.contains { if case .dearer = $0.reason { true } else { false } })
  }
}
