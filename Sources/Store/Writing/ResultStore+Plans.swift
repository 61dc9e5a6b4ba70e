import GRDB
import Kernel

extension ResultStore {
  /// Stores a plan and returns its number.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ plan: StoredPlan) throws -> Int64 {
    try checkWritable()
    return try write { db in
      try db.insert(
        into: TableDefinition.plan.adding(ColumnDefinition.planMoney + ColumnDefinition.planOrigin),
        [
          "name": plan.name, "scenario": plan.scenario, "scenarioHash": plan.scenarioHash, "aim": plan.aim,
          "mostAccelerators": plan.mostAccelerators, "requestsPerSecond": plan.requestsPerSecond, "revision": plan.revision,
          "version": plan.version, "created": plan.created, "runs": plan.runs, "runsFound": plan.runsFound,
          "priceList": plan.priceList?.name, "priceDate": plan.priceList?.date, "priceKind": plan.priceList?.kind,
          "carbonGramsPerKilowattHour": plan.carbonGramsPerKilowattHour, "scenarioFile": plan.scenarioFile,
          "changes": Self.lines(plan.changes),
        ])
      let id = db.lastInsertedRowID
      for (index, layout) in plan.layouts.enumerated() {
        try db.insert(
          into: .planLayoutWithDegrees,
          [
            "plan": id, "rank": index + 1, "layoutHash": layout.layoutHash, "accelerator": layout.accelerator, "tensor": layout.tensor,
            "decodeTensor": layout.decodeTensor,
            "pipeline": layout.pipeline, "data": layout.data, "expert": layout.expert, "weights": layout.weights,
            "mode": layout.mode, "replicas": layout.replicas[0],
            "decodeReplicas": layout.mode == "disaggregated" ? layout.replicas[1] : 0, "accelerators": layout.accelerators,
            "dollarsPerHour": layout.dollarsPerHour, "attainedShare": layout.attainedShare, "seeds": layout.seeds,
            "highestRequestsPerSecond": layout.highestRequestsPerSecond, "energyPerOutputTokenJoules": layout.joulesPerOutputToken,
            "besideAccelerator": layout.beside?.accelerator, "besideTensor": layout.beside?.tensor,
            "besidePipeline": layout.beside?.pipeline, "besideReplicas": layout.beside?.replicas ?? 0,
            "carbonPerMillionOutputTokensGrams": layout.gramsPerMillionOutputTokens, "latencyOverLimit": layout.latencyOverLimit,
            "isPareto": layout.isPareto, "varied": layout.varied, "assignments": Self.lines(layout.assignments),
          ])
      }
      return id
    }
  }

  /// Stores runs of plans, made by this revision of the program, and returns how many there are more; those that are there already stay
  /// as they are.
  ///
  /// Runs of an unknown revision are not stored: nobody could tell whether they would end so again.
  /// - Throws: ``InputError`` where the database cannot be written.
  @discardableResult
  public func store(_ trials: [StoredTrial], revision: String) throws -> Int {
    if trials.isEmpty || revision == "unknown" { return 0 }
    try checkWritable()
    return try write { db in
      let before = db.totalChangesCount
      // Not OR IGNORE, which would pass over rows that cannot be as well.
      let statement = try db.cachedStatement(
        sql: Self.trialTable.insertion(of: Self.trialTable.columns.map(\.name)) + " ON CONFLICT DO NOTHING")
      for trial in trials {
        let key = trial.key
        let values: [(any DatabaseValueConvertible)?] = [
          trial.layoutHash, revision, key.replicas[0], key.replicas.count > 1 ? key.replicas[1] : 0, key.rateFactor, key.dyingPool ?? -1,
          key.deadReplicas, key.deathPicoseconds, key.isAlone, key.mayBeCut, Int64(bitPattern: key.seed), trial.requests,
          Self.list(trial.met),
          Self.list(trial.exceeded), trial.rejected, trial.unfinished, trial.isCut, trial.joulesPerOutputToken,
          trial.digest.map(Self.hexadecimal), trial.p99Picoseconds.map(Self.list),
        ]
        try statement.execute(arguments: StatementArguments(values))
      }
      return db.totalChangesCount - before
    }
  }

  /// The runs of a layout that this revision of the program has made.
  ///
  /// - Throws: ``InputError`` where the database cannot be read or is damaged.
  public func trials(ofLayout hash: String, revision: String) throws -> [StoredTrial] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM planTrial WHERE layoutHash = ? AND revision = ?", arguments: [hash, revision]).map { row in
        try Self.trial(StoredRow(row))
      }
    }
  }

  /// Assignments, each on one line: what they lay over a scenario is a value of YAML's flow style, in which a line's end is a space.
  private static func lines(_ assignments: [String]) -> String {
    assignments.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n")
  }

  /// What the best fleet of a plan is; nil where there is no such plan, or nothing held.
  ///
  /// - Throws: ``InputError`` where the database cannot be read or is damaged.
  public func bestFleet(ofPlan number: Int64) throws -> StoredFleet? {
    let sql = """
      SELECT plan.*, planLayout.assignments FROM plan JOIN planLayout ON planLayout.plan = plan.id AND planLayout.rank = 1
      WHERE plan.id = ?
      """
    return try read { db in
      guard let row = try Row.fetchOne(db, sql: sql, arguments: [number]).map(StoredRow.init) else { return nil }
      func lines(_ column: String) throws -> [String] { try (row(column) as String).split(separator: "\n").map(String.init) }
      return StoredFleet(
        scenario: try row("scenario"), scenarioFile: try row("scenarioFile"), changes: try lines("changes"),
        assignments: try lines("assignments"))
    }
  }

  private static let trialTable = TableDefinition.planTrialWithDead

  /// Sixteen hexadecimal digits.
  private static func hexadecimal(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func list(_ counts: [some BinaryInteger]) -> String { counts.map { "\($0)" }.joined(separator: ",") }

  private static func trial(_ row: StoredRow) throws -> StoredTrial {
    let decode: Int = try row("decodeReplicas")
    let pool = try row.signed("dyingPool")
    func counts(_ column: String) throws -> [Int] { try counts(of: try row(column), column) }
    func counts(of text: String, _ column: String) throws -> [Int] {
      return try text.split(separator: ",").map { part in
        guard let count = Int(part), 0...(1 << 60) ~= count else {
          throw DatabaseDamage(what: "column '\(column)' holds what cannot be there")
        }
        return count
      }
    }
    func flag(_ column: String) throws -> Bool { try row(column) as Int == 1 }
    let digest: String? = try row("eventDigest")
    let tails: String? = try row("p99Picoseconds")
    return StoredTrial(
      layoutHash: try row("layoutHash"),
      key: StoredTrial.Key(
        replicas: [try row("replicas")] + (decode > 0 ? [decode] : []), rateFactor: try row("rateFactor"),
        dyingPool: pool < 0 ? nil : Int(pool), deadReplicas: try row("deadReplicas"), deathPicoseconds: try row.signed("deathPicoseconds"),
        isAlone: try flag("isAlone"),
        mayBeCut: try flag("mayBeCut"), seed: UInt64(bitPattern: try row.signed("seed"))),
      requests: try row("requests"), met: try counts("met"), exceeded: try counts("exceeded"), rejected: try row("rejected"),
      unfinished: try row("unfinished"), isCut: try flag("isCut"), joulesPerOutputToken: try row("energyPerOutputTokenJoules"),
      digest: digest.flatMap { UInt64($0, radix: 16) },
      p99Picoseconds: try tails.map { try counts(of: $0, "p99Picoseconds").map(Int64.init) })
  }
}
