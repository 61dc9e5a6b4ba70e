import GRDB
import Kernel

extension ResultStore {
  /// What became of a run that was to be added.
  public struct AddedRun: Hashable, Sendable {
    /// Its number where it came from.
    public var source: Int64
    /// Its number here.
    public var run: Int64
    /// Whether it was here already.
    public var wasThere: Bool

    /// Says of the run `source` there that it is `run` here.
    package init(source: Int64, run: Int64, wasThere: Bool) {
      self.source = source
      self.run = run
      self.wasThere = wasThere
    }
  }

  /// Copies the finished runs of another database into this one, with the profiles that their costs come from, and its sweeps, of
  /// which one that is here already becomes whole, its plans, and parts of plans. A run that is here
  /// already, made at the same time from the same scenario and seed with the same events, is not added again; with `once` neither is one
  /// of which there is an equal here, whenever it was made: of the same experiment, seed, revision and version.
  ///
  /// - Throws: ``InputError`` where the other one is no such database, or this one cannot be written; with `once` where equal runs have
  ///   different events, which the same program cannot have made.
  @discardableResult public func add(runsOf other: String, once: Bool = false) throws -> Addition {
    if FileIdentity(of: other) == FileIdentity(of: path) {
      throw InputError("this is the database that runs are to be added to", file: other, remedy: "name another one")
    }
    // Opened, it is brought up to date first: both then have the same tables. One that cannot be written is read as it is.
    let source = try ResultStore.open(readingFrom: other, on: disk)
    let location = source.location
    let runs = try source.runs().filter { $0.status == .finished }
    try source.close()
    try StoreError.translating(other) { try queue.inDatabase { try $0.execute(sql: "ATTACH ? AS other", arguments: [location]) } }
    defer { try? queue.inDatabase { try $0.execute(sql: "DETACH other") } }
    let added = try stride(from: 0, to: runs.count, by: Self.runsAtOnce).flatMap { first in
      try write { db in
        try Self.blaming(other, db) { try Self.add(runs[first..<min(first + Self.runsAtOnce, runs.count)], of: other, once: once, db) }
      }
    }
    let (plans, parts) = try write { db in
      try Self.blaming(other, db) {
        try Self.addSweeps(db)
        try db.execute(sql: "INSERT OR IGNORE INTO main.fidelityCheck SELECT * FROM other.fidelityCheck")
        return (try Self.addPlans(of: other, db), try Self.addPlanParts(db))
      }
    }
    return Addition(runs: added, plans: plans, planParts: parts)
  }

  /// Runs that are copied in one transaction: so many that what a statement costs does not count, and so few that others get their turn.
  private static let runsAtOnce = 100

  private static func add(_ runs: ArraySlice<StoredRun>, of other: String, once: Bool, _ db: Database) throws -> [AddedRun] {
    try copyProfiles(db)
    var added: [AddedRun] = []
    var new: [Int64] = []
    var names: Set<String> = []
    func copyNew() throws {
      let first = try reserve(new.count, db)
      let numbers = Dictionary(uniqueKeysWithValues: new.enumerated().map { ($1, first + Int64($0)) })
      try copy(new.map { ($0, numbers[$0] ?? 0) }, db)
      for index in added.indices { if let number = numbers[added[index].source] { added[index].run = number } }
      (new, names) = ([], [])
    }
    for run in runs {
      // What one statement copies is not looked up among what is here: two runs that may be the same are copied one after the other.
      let own = try Self.names(of: run.id, db)
      if !names.isDisjoint(with: own) { try copyNew() }
      let known = try equal(run.id, db) ?? (once ? same(run.id, of: other, db) : nil)
      added.append(AddedRun(source: run.id, run: known ?? 0, wasThere: known != nil))
      if known == nil {
        new.append(run.id)
        names.formUnion(own)
      }
    }
    if !new.isEmpty { try copyNew() }
    return added
  }

  /// What two runs of the other database have in common where they may be the same.
  private static func names(of run: Int64, _ db: Database) throws -> [String] {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT run.seed AS seed, run.eventDigest AS events, what.experiment AS experiment
          FROM other.run LEFT JOIN other.runDescription AS what ON what.run = run.id WHERE run.id = ?
          """), arguments: [run])
    guard let row = row.map(StoredRow.init) else { return [] }
    let (seed, events, experiment) = (try row.signed("seed"), try row("events") as String?, try row("experiment") as String?)
    return [events, experiment].compactMap { $0.map { "\($0) \(seed)" } }
  }

  /// The number here of a run of the other database; nil where it is not here.
  private static func equal(_ run: Int64, _ db: Database) throws -> Int64? {
    // Those that an index is there for, and no finished run is without.
    let found = ["eventDigest", "seed"].map { "here.\($0) = there.\($0)" }
    let equal = ["scenarioHash", "created", "wallSeconds", "name"].map { "here.\($0) IS there.\($0)" }
    let same = (found + equal).joined(separator: " AND ")
    return try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT here.id FROM other.run AS there, main.run AS here WHERE there.id = ? AND \(same) ORDER BY 1"),
      arguments: [run])
  }

  /// The number here of a run of the other database that was made again; nil where there is none.
  private static func same(_ run: Int64, of other: String, _ db: Database) throws -> Int64? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT here.id, here.eventDigest IS there.eventDigest AS isEqual FROM other.run AS there
          JOIN other.runDescription AS theirs ON theirs.run = there.id
          JOIN main.runDescription AS ours ON ours.experiment = theirs.experiment
          JOIN main.run AS here ON here.id = ours.run AND here.status = 'finished'
            AND here.seed = there.seed AND here.revision = there.revision AND here.version = there.version
          WHERE there.id = ? ORDER BY isEqual, here.id LIMIT 1
          """), arguments: [run])
    guard let row = row.map(StoredRow.init) else { return nil }
    let known = try row.signed("id")
    if try row("isEqual") as Bool { return known }
    throw InputError(
      "run \(run) is the same as run \(known) of the database that it is added to, and came out differently", file: other,
      remedy: "one of them was made by a program that was changed and not committed; make them again")
  }

  /// Runs `body`, which reads the database at `other` and writes this one, and says which of them is damaged where one is.
  private static func blaming<Result>(_ other: String, _ db: Database, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError {
      // Every value of the other one passed the checks of the schema when it was stored.
      if error.resultCode == .SQLITE_CONSTRAINT { throw StoreError.damaged(other, error.message) }
      if StoreError.meansDamage(error), let what = damage(db) { throw StoreError.damaged(other, what) }
      throw error
    } catch let damage as DatabaseDamage {
      throw StoreError.damaged(other, damage.what)
    }
  }

  /// What is wrong with the other database, or nil: SQLite checks its pages and values, and every row of it is read.
  private static func damage(_ db: Database) -> String? {
    do {
      let finding = try String.fetchOne(db, sql: "PRAGMA other.quick_check(1)")
      if let finding, finding != "ok" { return finding }
      for table in try String.fetchAll(db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") {
        let columns = try columns(of: table, db)
        _ = try Row.fetchOne(db, sql: "SELECT \(columns.map { "max(\($0))" }.joined(separator: ", ")) FROM other.\(table)")
      }
      return nil
    } catch { return (error as? DatabaseError)?.message ?? "it cannot be read" }
  }

  /// Copies all rows of some runs, each with its number here; their own rows first, for the others refer to them.
  private static func copy(_ runs: [(source: Int64, number: Int64)], _ db: Database) throws {
    let pairs = runs.map { "(\($0.source), \($0.number))" }.joined(separator: ", ")
    for table in ["run"] + (try tables(with: "run", db)) {
      let key = table == "run" ? "id" : "run"
      let columns = try columns(of: table, db)
      let values = columns.map { $0 == key ? "added.number" : "there.\($0)" }.joined(separator: ", ")
      // Run by run, in which order the rows of every table lie.
      try db.execute(
        sql: """
          WITH added (source, number) AS (VALUES \(pairs))
          INSERT INTO main.\(table) (\(columns.joined(separator: ", ")))
          SELECT \(values) FROM added CROSS JOIN other.\(table) AS there ON there.\(key) = added.source
          """)
    }
  }

  private static func copyProfiles(_ db: Database) throws {
    let columns = try columns(of: "calibrationProfile", db).filter { $0 != "id" }.joined(separator: ", ")
    let new = "SELECT id, digest FROM other.calibrationProfile WHERE digest NOT IN (SELECT digest FROM main.calibrationProfile)"
    for row in try Row.fetchAll(db, sql: new).map(StoredRow.init) {
      let profile = try row.signed("id")
      try db.execute(
        sql: "INSERT INTO main.calibrationProfile (\(columns)) SELECT \(columns) FROM other.calibrationProfile WHERE id = \(profile)")
      let number = db.lastInsertedRowID
      let residual = try self.columns(of: "calibrationResidual", db)
      let values = residual.map { $0 == "profile" ? "\(number)" : $0 }.joined(separator: ", ")
      try db.execute(
        sql: """
          INSERT INTO main.calibrationResidual (\(residual.joined(separator: ", ")))
          SELECT \(values) FROM other.calibrationResidual WHERE profile = \(profile)
          """)
    }
  }

  /// The tables with a column of that name, parents before children: tables come in the order in which they were made.
  private static func tables(with column: String, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT m.name FROM main.sqlite_schema AS m JOIN pragma_table_info(m.name) AS c ON c.name = ?
        WHERE m.type = 'table' ORDER BY m.rowid
        """, arguments: [column])
  }

  /// The columns of a table that rows are written with; those that are worked out of others are none.
  static func columns(of table: String, _ db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table])
  }
}
