import Kernel
import Scenario
import Study
import Testing

@Suite("Layouts that are too dear for the table")
struct PlanBoundTests {
  private func plan(rows: Int, aim: PlanAim = .cost) throws -> PlanResult {
    let scenario = try PlanCase.scenario()
    var space = PlanSpace(for: scenario)
    space.accelerators = ["h100-sxm", "h200", "a100-80gb", "l40s", "b200"]
    space.tensor = [1, 2, 4]
    space.mostAccelerators = 24
    let options = PlanOptions(aim: aim, growth: [1.5], nodeAccelerators: 4, threads: 2, rowsWithReach: rows)
    return try Plan(scenario, space: space, options: options).run()
  }

  private func isDearer(_ layout: PassedOver) -> Bool { if case .dearer = layout.reason { true } else { false } }

  @Test("the rows of the table are as cheap as where every layout is searched, and what is left out is no cheaper", arguments: [1, 3, 8])
  func sameRows(rows: Int) throws {
    let (some, all) = (try plan(rows: rows), try plan(rows: .max))
    #expect(some.rows.prefix(rows).map(\.dollarsPerHour) == all.rows.prefix(rows).map(\.dollarsPerHour))
    for row in some.rows.prefix(rows) {
      #expect(all.rows.contains { $0.candidate.layout == row.candidate.layout && $0.finding == row.finding })
    }
    #expect(some.layouts == all.layouts && some.runs < all.runs)
    let bound = all.rows[rows - 1].dollarsPerHour
    let dearer = some.passedOver.filter(isDearer)
    #expect(!dearer.isEmpty && !all.passedOver.contains(where: isDearer))
    for layout in dearer {
      guard let row = all.rows.first(where: { $0.candidate.layout == layout.layout }) else { continue }
      #expect(row.dollarsPerHour > bound, "\(row.name)")
    }
  }

  @Test("what is cheapest with a replica or a node dead, and with more load, is looked for among the layouts left out as well")
  func sameAnswers() throws {
    let (some, all) = (try plan(rows: 1), try plan(rows: .max))
    func told(_ answer: PlanAnswer?) -> Double? { answer?.dollarsPerHour }
    #expect(told(some.spare) == told(all.spare) && told(some.nodeSpare) == told(all.nodeSpare))
    #expect(some.growth.map { told($0.answer) } == all.growth.map { told($0.answer) })
    #expect(some.spare != nil && some.nodeSpare != nil && some.growth[0].answer != nil)
  }

  @Test("a plan for the least energy searches every layout, for the dearest may draw the least")
  func energy() throws {
    #expect(try !plan(rows: 1, aim: .energy).passedOver.contains(where: isDearer))
  }
}
