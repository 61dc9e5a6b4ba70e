import Kernel
import Scenario
import Store
import Study
import Testing

@Suite("Parts of a plan")
struct PlanPartTests {
  /// A plan as it is asked of one machine or of several.
  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    var rows = 3
    var aim = PlanAim.cost
    var changes: [String] = []
    var tensor = [1, 2, 4]
    var have: String?
    var survived = 0

    var testDescription: String { name }

    func plan(in store: ResultStore? = nil, revision: String = "abc1234", mayRun: Bool = true) throws -> Plan {
      let have = have.map { ["plan.have=\"\($0)\""] } ?? []
      let scenario = try PlanCase.scenario(changes + have)
      var space = try PlanQuestion(scenario).space
      if self.have == nil { space.accelerators = ["h100-sxm", "h200", "a100-80gb", "l40s"] }
      space.tensor = tensor
      space.mostAccelerators = 16
      space.survived = survived
      var options = PlanOptions(
        aim: aim, growth: [1.5], nodeAccelerators: 4, threads: 2, rowsWithReach: rows, store: store,
        program: ProgramIdentity(revision: revision, version: "0", created: "2026-01-01T00:00:00Z"))
      options.mayRun = mayRun
      return try Plan(scenario, space: space, options: options)
    }
  }

  private static let shapes = [
    Shape(name: "the cheapest rows, dearer layouts left out"), Shape(name: "all rows", rows: .max),
    Shape(name: "one row", rows: 1, tensor: [1, 2]), Shape(name: "the least energy", aim: .energy, tensor: [1, 2]),
    Shape(name: "a replica dead in every row", tensor: [1], survived: 1),
    Shape(name: "an inventory of two types", tensor: [1, 2], have: "h100-sxm=2,l40s=6"),
    Shape(name: "a promise that nothing holds", changes: ["objective.ttft=1 ms"], tensor: [1]),
    Shape(name: "a setting that varies", changes: ["plan.vary=[\"engine.max_batched_tokens=2048,8192\"]"], tensor: [1]),
  ]

  /// All that a plan says but for how many runs it took.
  private func told(_ result: PlanResult) -> [String] {
    let rows = result.rows.map { row in
      "\(row.name) \(row.dollarsPerHour) \(row.finding) \(row.figures) \(row.undecided) \(row.isPareto) "
        + "\(row.reach?.passing ?? 0) \(String(describing: row.reach?.broken))"
    }
    func answer(_ answer: PlanAnswer?) -> String { answer.map { "\($0.name) \($0.dollarsPerHour) \($0.findings)" } ?? "none" }
    let answers = [result.spare, result.nodeSpare].map(answer) + result.growth.map { "\($0.factor) \(answer($0.answer))" }
    let others = result.passedOver.map { "\($0.layout) \($0.reason)" } + result.knee.map { "\($0)" }
    let mixed = result.mixed.map { fleet in
      if case .holds(let row) = fleet.outcome { return "\(fleet.name) \(row.name) \(row.finding)" }
      return "\(fleet.name) \(fleet.outcome)"
    }
    return rows + answers + others + mixed + ["\(result.nearest.map { "\($0.layout.layout) \($0.finding)" } ?? "none")"]
  }

  @Test("parts put together give the answer of one machine, and no run is made twice", arguments: shapes, [2, 3])
  func together(shape: Shape, count: Int) throws {
    try StudyCase.withFolder { folder in
      let alone = try shape.plan().run()
      let whole = try ResultStore.open(writingTo: folder + "/whole.sqlite")
      var (runs, layouts): (Int, [PlanLayout]) = (0, [])
      for index in (0..<count).reversed() {
        let store = try ResultStore.open(writingTo: folder + "/part-\(index).sqlite")
        let plan = try shape.plan(in: store)
        let part = try plan.search(try SweepShard("\(index)/\(count)", environment: [:]))
        try plan.store(part)
        try store.close()
        try whole.add(runsOf: folder + "/part-\(index).sqlite", once: true)
        runs += part.runs
        layouts += part.layouts
      }
      #expect(try Set(layouts).count == layouts.count && layouts.count == shape.plan().candidates().fitting.count)
      let plan = try shape.plan(in: whole)
      #expect(try plan.outline().partsToMake(of: count).isEmpty)
      let result = try plan.run()
      #expect(told(result) == told(alone))
      #expect(result.runs + result.runsFound == alone.runs && result.runsFound > 0)
      _ = try plan.store(result)
      #expect(try whole.rows("SELECT count(*) FROM planTrial") == ["\(runs + result.runs)"], "each is stored by one part")
      #expect(try whole.planParts().map(\.part) == Array(0..<count))
      #expect(try shape.plan(in: whole).isSearched())
      try whole.close()
    }
  }

  @Test("with all layouts searched to their end nothing of the table is left to be run, and half of the parts are gone on with")
  func leftOver() throws {
    try StudyCase.withFolder { folder in
      let shape = Shape(name: "", aim: .energy, tensor: [1, 2])
      let store = try ResultStore.open(writingTo: folder + "/one.sqlite")
      let (first, second) = (try SweepShard("0/2", environment: [:]), try SweepShard("1/2", environment: [:]))
      let plan = try shape.plan(in: store)
      try plan.store(try plan.search(first))
      #expect(try shape.plan(in: store).outline().partsToMake(of: 2) == [1])
      #expect(try shape.plan(in: store).outline().partsToMake(of: 3) == [0, 1, 2])
      #expect(try !shape.plan(in: store).isSearched())
      let again = try shape.plan(in: store).search(first)
      #expect(again.runs == 0 && again.runsFound > 0)
      #expect(throws: RunMissing.self) { try shape.plan(in: store, mayRun: false).search(second) }
      let other = try shape.plan(in: store)
      try other.store(try other.search(second))
      #expect(try shape.plan(in: store).outline().partsToMake(of: 5).isEmpty, "no matter how it is divided")
      try store.close()
    }
  }

  @Test("a part of another scenario, space, price or program is of another plan; what only answers look at makes none")
  func digests() throws {
    let shape = Shape(name: "")
    let own = try shape.plan().outline().digest
    var other = shape
    other.changes = ["workload.arrivals.rate=61 req/s"]
    #expect(try other.plan().outline().digest != own)
    other = shape
    other.tensor = [1, 2]
    #expect(try other.plan().outline().digest != own)
    other = shape
    other.survived = 1
    #expect(try other.plan().outline().digest != own)
    #expect(try shape.plan(revision: "fff0000").outline().digest != own)
    other = shape
    (other.rows, other.aim) = (7, .energy)
    #expect(try other.plan().outline().digest == own)
  }

  @Test("a part starts from the runs that are at hand where the plan was submitted, and makes none of them")
  func atHand() throws {
    try StudyCase.withFolder { folder in
      let shape = Shape(name: "", rows: .max, tensor: [1])
      let store = try ResultStore.open(writingTo: folder + "/one.sqlite")
      let plan = try shape.plan(in: store)
      _ = try plan.store(try plan.run())
      let outline = try shape.plan(in: store).outline()
      try store.close()
      let sheet = JobSheet(outline, by: plan.options.program, parts: 2)
      let read = try JobSheet(sheet.text, file: "job.txt")
      #expect(read == sheet && read.trialsAtHand.count > 20)
      for index in 0..<2 {
        let part = try shape.plan()
        try part.take(read.trialsAtHand)
        let searched = try part.search(try SweepShard("\(index)/2", environment: [:]))
        #expect(searched.runs == 0 && searched.runsFound > 0)
      }
      try read.check(planOf: outline.digest, by: plan.options.program, parts: 2, file: "job.txt")
      for (digest, parts, reason) in [("0000000000000000", 2, "has changed"), (outline.digest, 3, "2 parts")] {
        let error = #expect(throws: InputError.self) {
          try read.check(planOf: digest, by: plan.options.program, parts: parts, file: "job.txt")
        }
        #expect(error?.message.contains(reason) == true)
      }
      for text in [sheet.text + "trial {}\n", sheet.text + "known 0011 3\n", sheet.text.replacing("plan job", with: "table job")] {
        #expect(throws: InputError.self) { try JobSheet(text, file: "job.txt") }
      }
    }
  }
}
