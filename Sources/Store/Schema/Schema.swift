import GRDB

/// The database's schema, by migrations that are never changed once released.
///
/// A new database is made, and an older one brought up to date, in one transaction: another process sees the schema whole or not
/// at all, and a kill leaves the file as it was. The names of the migrations lie where GRDB's migrator kept them.
enum Schema {
  /// Written into the file's header, so that another program's database is told apart: "WTun".
  static let applicationID: Int32 = 0x5754_756E

  /// What a database is, as far as its schema tells.
  enum State {
    /// It holds nothing.
    case empty
    /// It was made by this program; `isCurrent` says whether it has all migrations.
    case own(isCurrent: Bool)
    /// It was made by a newer version of this program.
    case newer
    /// It was made by another program.
    case foreign
  }

  /// What the database is.
  static func state(_ db: Database) throws -> State {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard application == applicationID else { return try application == 0 && isBare(db) ? .empty : .foreign }
    let applied = try applied(in: db)
    let known = migrations.map(\.name)
    if applied.contains(where: { !known.contains($0) }) { return .newer }
    return .own(isCurrent: known.allSatisfy(applied.contains))
  }

  /// Carries out the migrations that are missing. Called within a transaction that may write.
  static func bringUpToDate(_ db: Database) throws {
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "CREATE TABLE IF NOT EXISTS \(migrationTable) (identifier TEXT NOT NULL PRIMARY KEY)")
    let applied = try applied(in: db)
    for migration in migrations where !applied.contains(migration.name) {
      try migration.apply(db)
      try db.execute(sql: "INSERT INTO \(migrationTable) VALUES (?)", arguments: [migration.name])
    }
    if try !hasLatencies(db) {
      try drop(ViewDefinition.requestLatencyWithPlaces.name, in: db)
      try create([], [.requestLatencyWithPlaces], in: db)
    }
  }

  /// Whether the view of latencies is the one that this version defines, and not that of a version with others.
  static func hasLatencies(_ db: Database) throws -> Bool {
    let current = ViewDefinition.requestLatencyWithPlaces
    return try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [current.name]) == current.sql
  }

  private static let migrationTable = "grdb_migrations"

  private static func applied(in db: Database) throws -> [String] {
    let table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
    guard try Int.fetchOne(db, sql: table, arguments: [migrationTable]) == 1 else { return [] }
    return try String.fetchAll(db, sql: "SELECT identifier FROM \(migrationTable)")
  }

  /// Whether there is nothing but an empty table of migrations: what a kill of version 0.1.0 may have left.
  private static func isBare(_ db: Database) throws -> Bool {
    let others = "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> ?"
    return try Int.fetchOne(db, sql: others, arguments: [migrationTable]) == 0 && applied(in: db).isEmpty
  }

  /// All migrations, oldest first.
  static let migrations: [Migration] = [
    Migration(name: "1 runs, metrics, requests, series") { db in
      try create(TableDefinition.version1, ViewDefinition.version1, in: db)
    },
    Migration(name: "2 calibration profiles, operators of runs, prefix caches") { db in
      for column in ColumnDefinition.replicaVersion2 { try add(column, to: "replica", in: db) }
      try create(TableDefinition.version2, ViewDefinition.version2, in: db)
    },
    Migration(name: "3 pipeline stages, energy by phase and by pool") { db in
      try add(ColumnDefinition.prefillNanojoules, to: "replica", in: db)
      try create([TableDefinition.pipelineStage, .poolSeries], [ViewDefinition.poolPower], in: db)
    },
    Migration(name: "4 request classes, swapped preemptions") { db in
      try add(.requestClass, to: "request", in: db)
      for column in ColumnDefinition.replicaSwapping { try add(column, to: "replica", in: db) }
      try drop("requestLatency", in: db)
      try create([], [.requestLatencyWithClass], in: db)
    },
    Migration(name: "5 tiers of prefix caches") { db in
      for column in ColumnDefinition.prefixTiers { try add(column, to: "replica", in: db) }
    },
    Migration(name: "6 hand-overs, crashes, replicas switched on and off") { db in
      for column in ColumnDefinition.replicaPresence { try add(column, to: "replica", in: db) }
    },
    Migration(name: "7 figures by class of request") { db in
      try create([.runClass, .classMetric], [.classLatency], in: db)
    },
    Migration(name: "8 what hand-overs came to") { db in
      try create([.handOver], [.handOverMean], in: db)
    },
    Migration(name: "9 places, transfers and retries of requests") { db in
      for column in ColumnDefinition.requestPlaces { try add(column, to: "request", in: db) }
      try drop("requestLatency", in: db)
      try create([.transfer, .retry], [.requestLatencyWithPlaces, .transferLatency, .retryTime], in: db)
    },
    Migration(name: "10 the share turned away, findings of the queue") { db in
      for column in ColumnDefinition.runFindingsVersion10 { try add(column, to: "run", in: db) }
      try drop(ViewDefinition.runOverviewWithRejected.name, in: db)
      try create([], [.runOverviewWithRejected, .metricOverview], in: db)
    },
    Migration(name: "11 plans and the runs behind them") { db in
      try create([.plan, .planLayout, .planTrial], [], in: db)
    },
    Migration(name: "12 what runs are and what varies, sweeps") { db in
      try create(TableDefinition.version12, ViewDefinition.version12, in: db)
      try db.execute(sql: "CREATE INDEX runDescriptionByExperiment ON runDescription (experiment)")
    },
    Migration(name: "13 prices, carbon, fleets of two types and the front of plans") { db in
      for column in ColumnDefinition.planMoney { try add(column, to: "plan", in: db) }
      for column in ColumnDefinition.planLayoutFront { try add(column, to: "planLayout", in: db) }
      try add(ColumnDefinition.planTrialTails, to: "planTrial", in: db)
    },
    Migration(name: "14 searches of sweeps, gaps between tokens, iterations") { db in
      try add(.sweepSearch, to: "sweep", in: db)
      try add(.sweepCellLeftOff, to: "sweepCell", in: db)
      try create(TableDefinition.version14, ViewDefinition.version14, in: db)
    },
    Migration(name: "15 an index of runs by what came of them") { db in
      try db.execute(sql: "CREATE INDEX runByEvents ON run (eventDigest, seed)")
    },
    Migration(name: "16 nodes that die, and data and expert degrees, in plans") { db in
      for column in ColumnDefinition.planDegrees { try add(column, to: "planLayout", in: db) }
      try db.execute(sql: "ALTER TABLE planTrial RENAME TO planTrialOfOne")
      try db.execute(sql: "DELETE FROM columnDoc WHERE tableName = 'planTrial'")
      try create([.planTrialWithDead], [], in: db)
      let names = TableDefinition.planTrial.adding([ColumnDefinition.planTrialTails]).columns.map(\.name).joined(separator: ", ")
      try db.execute(
        sql: "INSERT INTO planTrial (\(names), deadReplicas) SELECT \(names), dyingPool >= 0 FROM planTrialOfOne")
      try db.execute(sql: "DROP TABLE planTrialOfOne")
    },
    Migration(name: "17 what pools are, and views for plots") { db in
      for column in ColumnDefinition.poolDeployment { try add(column, to: "pool", in: db) }
      try drop(ViewDefinition.runWideWithCounts.name, in: db)
      try create([], ViewDefinition.version17, in: db)
    },
    Migration(name: "18 what varies beside a plan's layouts, and what each lays over the scenario") { db in
      for column in ColumnDefinition.planOrigin { try add(column, to: "plan", in: db) }
      for column in ColumnDefinition.planSettings { try add(column, to: "planLayout", in: db) }
    },
    Migration(name: "19 what plans were asked") { db in
      try create([.planQuestion], [], in: db)
    },
    Migration(name: "20 replicas that come and go") { db in
      try add(.runReplicaChanges, to: "run", in: db)
      try create([.replicaChange], [.replicaChangeTime], in: db)
    },
    Migration(name: "21 how far off validations were") { db in
      try create([.fidelityCheck], [], in: db)
    },
    Migration(name: "22 parts of plans") { db in
      try create([.planPart], [], in: db)
    },
    Migration(name: "23 which process writes a run") { db in
      try add(.runProcess, to: "run", in: db)
    },
    Migration(name: "24 what decode steps drafted") { db in
      for column in ColumnDefinition.replicaDrafts { try add(column, to: "replica", in: db) }
    },
    Migration(name: "25 how requests came by their adapters") { db in
      for column in ColumnDefinition.replicaAdapters { try add(column, to: "replica", in: db) }
    },
    Migration(name: "26 what was done with images") { db in
      for column in ColumnDefinition.replicaImages { try add(column, to: "replica", in: db) }
    },
  ]

  /// Takes a view away, with what is documented of it, for another of its name.
  private static func drop(_ view: String, in db: Database) throws {
    try db.execute(sql: "DROP VIEW IF EXISTS \(view)")
    try db.execute(sql: "DELETE FROM columnDoc WHERE tableName = ?", arguments: [view])
  }

  /// Makes tables and views and documents each of their columns.
  private static func create(_ tables: [TableDefinition], _ views: [ViewDefinition], in db: Database) throws {
    for table in tables { try db.execute(sql: table.sql) }
    for view in views { try db.execute(sql: view.sql) }
    for (name, columns) in tables.map({ ($0.name, $0.columns) }) + views.map({ ($0.name, $0.columns) }) {
      for (position, column) in columns.enumerated() {
        try document(column, of: name, at: position, in: db)
      }
    }
  }

  /// Adds a column at the end of a table and documents it.
  private static func add(_ column: ColumnDefinition, to table: String, in db: Database) throws {
    try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN \(column.name) \(column.sql)")
    let position = try Int.fetchOne(db, sql: "SELECT count(*) FROM columnDoc WHERE tableName = ?", arguments: [table]) ?? 0
    try document(column, of: table, at: position, in: db)
  }

  private static func document(_ column: ColumnDefinition, of table: String, at position: Int, in db: Database) throws {
    try db.execute(
      sql: "INSERT INTO columnDoc (tableName, position, columnName, unit, meaning) VALUES (?, ?, ?, ?, ?)",
      arguments: [table, position, column.name, column.unit, column.meaning])
  }
}
