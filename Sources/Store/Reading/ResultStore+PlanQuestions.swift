import GRDB
import Kernel

extension ResultStore {
  /// Whether there is nothing in it: no run, sweep or plan, and nothing of a plan.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public var holdsNothing: Bool {
    get throws {
      try read { db in
        let tables = ["run", "sweep", "plan", "planPart", "planTrial"].map { "EXISTS (SELECT 1 FROM \($0))" }.joined(separator: " OR ")
        return try Bool.fetchOne(db, sql: "SELECT NOT (\(tables))") ?? true
      }
    }
  }

  /// The numbers of all plans, oldest first.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func plans() throws -> [Int64] {
    try read { db in try Int64.fetchAll(db, sql: "SELECT id FROM plan ORDER BY id") }
  }

  /// All plans, oldest first, each with what it came to.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func planTallies() throws -> [PlanTally] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT plan.id AS id, name, created, plan.revision AS revision, requestsPerSecond, aim, accelerators, accelerator, dollarsPerHour,
            (SELECT count(*) FROM planLayout AS layout WHERE layout.plan = plan.id) AS layouts
          FROM plan LEFT JOIN planLayout ON planLayout.plan = plan.id AND planLayout.rank = 1 ORDER BY plan.id
          """
      ).map(StoredRow.init).map { row in
        PlanTally(
          id: try row.signed("id"), name: try row("name"), created: try row("created"), revision: try row("revision"),
          requestsPerSecond: try row("requestsPerSecond"), aim: try row("aim"), layouts: try row("layouts"),
          accelerators: try row("accelerators"), accelerator: try row("accelerator"), dollarsPerHour: try row("dollarsPerHour"))
      }
    }
  }

  /// What a plan was asked; nil where there is none of that number.
  ///
  /// - Throws: ``InputError`` where the database cannot be read or is damaged.
  public func question(ofPlan number: Int64) throws -> StoredPlanQuestion? {
    try read { db in
      let sql = "SELECT * FROM plan LEFT JOIN planQuestion ON planQuestion.plan = plan.id WHERE plan.id = ?"
      guard let row = try Row.fetchOne(db, sql: sql, arguments: [number]).map(StoredRow.init) else { return nil }
      let section: String? = try row("section")
      let terms = try section.map { section in
        let changes: String = try row("changes")
        return StoredPlanQuestion.Terms(
          section: section, rows: try row("rows"), file: try row("file"), changes: changes.split(separator: "\n").map { String($0) })
      }
      let simulated: Int = try row("runs")
      let found: Int = try row("runsFound")
      return StoredPlanQuestion(
        number: number, name: try row("name"), scenario: try row("scenario"), scenarioHash: try row("scenarioHash"),
        revision: try row("revision"), version: try row("version"), created: try row("created"), runs: simulated + found, terms: terms)
    }
  }

  /// Keeps what a plan was asked beside its scenario.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ terms: StoredPlanQuestion.Terms, ofPlan number: Int64) throws {
    try checkWritable()
    try write { db in
      try db.insert(
        into: .planQuestion,
        [
          "plan": number, "section": terms.section, "rows": terms.rows, "file": terms.file,
          // An assignment is one line: what it lays over a scenario is a value of YAML's flow style.
          "changes": terms.changes.map { $0.split(separator: "\n").joined(separator: " ") }.joined(separator: "\n"),
        ])
    }
  }
}
