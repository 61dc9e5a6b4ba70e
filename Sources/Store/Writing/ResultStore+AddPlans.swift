import GRDB
import Kernel

extension ResultStore {
  /// What became of a plan that was to be added.
  public struct AddedPlan: Hashable, Sendable {
    /// Its number where it came from.
    public var source: Int64
    /// Its number here.
    public var plan: Int64
    /// Whether it was here already.
    public var wasThere: Bool

    /// Says of the plan `source` there that it is `plan` here.
    package init(source: Int64, plan: Int64, wasThere: Bool) {
      self.source = source
      self.plan = plan
      self.wasThere = wasThere
    }
  }

  /// All that was taken over from another database, sweeps aside, which become one with those that are here.
  public struct Addition: Hashable, Sendable {
    /// Its finished runs.
    public var runs: [AddedRun]
    /// Its plans.
    public var plans: [AddedPlan]
    /// Its parts of plans.
    public var planParts: [AddedPlanPart]

    /// What was taken over.
    package init(runs: [AddedRun], plans: [AddedPlan] = [], planParts: [AddedPlanPart] = []) {
      self.runs = runs
      self.plans = plans
      self.planParts = planParts
    }
  }

  /// Takes over the plans of the attached database `other` with their layouts, and the runs behind them, part of the transaction. A plan
  /// that is here already, made at the same time of the same scenario by the same program, is not added again, and neither is a run.
  static func addPlans(of path: String, _ db: Database) throws -> [AddedPlan] {
    try addTrials(of: path, db)
    let names = try columns(of: "plan", db).filter { $0 != "id" }
    let equal = names.map { "here.\($0) IS there.\($0)" }.joined(separator: " AND ")
    return try Int64.fetchAll(db, sql: "SELECT id FROM other.plan ORDER BY id").map { theirs in
      let known = try Int64.fetchOne(
        db, sql: "SELECT here.id FROM other.plan AS there, main.plan AS here WHERE there.id = ? AND \(equal) ORDER BY 1",
        arguments: [theirs])
      if let known { return AddedPlan(source: theirs, plan: known, wasThere: true) }
      let list = names.joined(separator: ", ")
      try db.execute(sql: "INSERT INTO main.plan (\(list)) SELECT \(list) FROM other.plan WHERE id = ?", arguments: [theirs])
      let number = db.lastInsertedRowID
      let layout = try columns(of: "planLayout", db)
      let values = layout.map { $0 == "plan" ? "\(number)" : $0 }.joined(separator: ", ")
      try db.execute(
        sql: """
          INSERT INTO main.planLayout (\(layout.joined(separator: ", "))) SELECT \(values) FROM other.planLayout WHERE plan = ?
          """, arguments: [theirs])
      // What it was asked, so that it can be asked again.
      let question = try columns(of: "planQuestion", db)
      let asked = question.map { $0 == "plan" ? "\(number)" : $0 }.joined(separator: ", ")
      try db.execute(
        sql: "INSERT INTO main.planQuestion (\(question.joined(separator: ", "))) SELECT \(asked) FROM other.planQuestion WHERE plan = ?",
        arguments: [theirs])
      return AddedPlan(source: theirs, plan: number, wasThere: false)
    }
  }

  private static let trialKey = [
    "layoutHash", "revision", "replicas", "decodeReplicas", "rateFactor", "dyingPool", "deadReplicas", "deathPicoseconds", "isAlone",
    "mayBeCut", "seed",
  ]

  private static func addTrials(of path: String, _ db: Database) throws {
    let same = "main.planTrial AS here JOIN other.planTrial AS there USING (\(trialKey.joined(separator: ", ")))"
    let differ = "SELECT layoutHash FROM \(same) WHERE here.eventDigest IS NOT there.eventDigest LIMIT 1"
    if let layout = try String.fetchOne(db, sql: differ) {
      throw InputError(
        "a plan's run of the layout \(layout.prefix(16)) came out differently in the database that it is added to", file: path,
        remedy: "one of them was made by a program that was changed and not committed; make them again")
    }
    let names = try columns(of: "planTrial", db).joined(separator: ", ")
    // Not OR IGNORE, which would pass over rows that cannot be as well.
    try db.execute(
      sql: "INSERT INTO main.planTrial (\(names)) SELECT \(names) FROM other.planTrial WHERE true ON CONFLICT DO NOTHING")
  }
}
