import GRDB

/// The database's schema, by migrations that are never changed once released.
enum Schema {
  /// Written into the file's header, so that another program's database is told apart: "WTun".
  static let applicationID: Int32 = 0x5754_756E

  /// All migrations, oldest first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs, metrics, requests, series") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try create(TableDefinition.version1, ViewDefinition.version1, in: db)
    }
    migrator.registerMigration("2 calibration profiles, operators of runs, prefix caches") { db in
      for column in ColumnDefinition.replicaVersion2 { try add(column, to: "replica", in: db) }
      try create(TableDefinition.version2, ViewDefinition.version2, in: db)
    }
    migrator.registerMigration("3 pipeline stages, energy by phase and by pool") { db in
      try add(ColumnDefinition.prefillNanojoules, to: "replica", in: db)
      try create([TableDefinition.pipelineStage, .poolSeries], [ViewDefinition.poolPower], in: db)
    }
    migrator.registerMigration("4 request classes, swapped preemptions") { db in
      try add(.requestClass, to: "request", in: db)
      for column in ColumnDefinition.replicaSwapping { try add(column, to: "replica", in: db) }
      try drop("requestLatency", in: db)
      try create([], [.requestLatencyWithClass], in: db)
    }
    migrator.registerMigration("5 tiers of prefix caches") { db in
      for column in ColumnDefinition.prefixTiers { try add(column, to: "replica", in: db) }
    }
    migrator.registerMigration("6 hand-overs, crashes, replicas switched on and off") { db in
      for column in ColumnDefinition.replicaPresence { try add(column, to: "replica", in: db) }
    }
    migrator.registerMigration("7 figures by class of request") { db in
      try create([.runClass, .classMetric], [.classLatency], in: db)
    }
    migrator.registerMigration("8 what hand-overs came to") { db in
      try create([.handOver], [.handOverMean], in: db)
    }
    migrator.registerMigration("9 places, transfers and retries of requests") { db in
      for column in ColumnDefinition.requestPlaces { try add(column, to: "request", in: db) }
      try drop("requestLatency", in: db)
      try create([.transfer, .retry], [.requestLatencyWithPlaces, .transferLatency, .retryTime], in: db)
    }
    return migrator
  }

  /// Brings the view of latencies up to date where this version defines others than the one that made the database.
  static func renewLatencies(in db: Database) throws {
    let current = ViewDefinition.requestLatencyWithPlaces
    if try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [current.name]) == current.sql { return }
    try db.inTransaction(.immediate) {
      try drop(current.name, in: db)
      try create([], [current], in: db)
      return .commit
    }
  }

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
