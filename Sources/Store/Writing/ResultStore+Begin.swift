import GRDB
import Hardware
import Kernel
import Record

extension ResultStore {
  /// Sets `count` numbers aside for runs that are to follow one another, whatever other processes store meanwhile, and returns the
  /// first of them.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func reserveRuns(_ count: Int) throws -> Int64 {
    try checkWritable()
    return try write { db in try Self.reserve(count, db) }
  }

  /// Enters a new run as `running` and returns what its rows are written through.
  ///
  /// A run that the database does not take is entered in one beside it, see ``RunRecorder``.
  /// - Parameters:
  ///   - provenance: where it comes from.
  ///   - cluster: what it runs on.
  ///   - operators: pool by pool, what the times of an iteration's operators rest on; none where nobody knows.
  ///   - description: what it is, in columns; nil leaves them empty.
  ///   - profiles: the profiles that its costs come from, which are stored where they are not there yet.
  ///   - number: one of those that ``reserveRuns(_:)`` has given; nil for the next one.
  ///   - isDeferred: whether it is entered together with its first rows, and not at once.
  /// - Throws: ``InputError`` where the database cannot be written, or the sample's fraction lies outside 0 ... 1.
  public func beginRun(
    _ provenance: RunProvenance, cluster: ClusterDescription, operators: [[OperatorCoverage]] = [],
    description: RunDescription? = nil, profiles: [(document: ProfileDocument, kind: StoredProfile.Kind)] = [], number: Int64? = nil,
    isDeferred: Bool = false
  ) throws -> RunRecorder {
    try checkWritable()
    if case .sample(let share) = provenance.record, !(0...1).contains(share) {
      throw InputError("a sample of \(share) of the requests", remedy: "a share between 0 and 1")
    }
    let opening = RunOpening(
      provenance: provenance, cluster: cluster, operators: operators, description: description, profiles: profiles)
    let recorder = RunRecorder(store: self, number: number, opening: opening)
    if !isDeferred { try recorder.enter() }
    return recorder
  }

  /// Where runs were put that this database did not take, and why; nil where all are in it.
  public var keptAside: (paths: [String], reason: InputError)? { aside.kept }

  /// Enters a run as `running` and returns its number; part of a transaction.
  static func enter(_ opening: RunOpening, number: Int64?, _ db: Database) throws -> Int64 {
    for (document, kind) in opening.profiles { try storeIfMissing(document, kind: kind, db) }
    let run = try Self.number(number, db)
    try insertRun(run, opening.provenance, router: opening.cluster.router, db)
    for (index, pool) in opening.cluster.pools.enumerated() {
      try insert(pool, index, opening.description?.pools.dropFirst(index).first, run: run, db)
    }
    for (index, coverage) in opening.operators.enumerated() { try insert(coverage, pool: index, run: run, db) }
    if let description = opening.description { try insert(description, run: run, db) }
    return run
  }

  /// Refuses to write where the database was opened for reading.
  func checkWritable() throws {
    if !isWritable { throw InputError("the database was opened for reading only", file: path, remedy: "open it for writing") }
  }

  /// The number wanted where nobody has it, and the next one otherwise.
  static func number(_ wanted: Int64?, _ db: Database) throws -> Int64 {
    if let wanted,
      try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM run WHERE id = ?"), arguments: [wanted]) == 0
    {
      return wanted
    }
    return try reserve(1, db)
  }

  /// The next number for a run is kept in the header of the file, as SQLite's `user_version`; 0 where none was ever set aside.
  static func reserve(_ count: Int, _ db: Database) throws -> Int64 {
    let kept = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM run") ?? 0
    guard last < 1 << 31 else { throw InputError("the database has no numbers left for runs", remedy: "choose another path") }
    let first = max(kept, last + 1)
    let next = first + Int64(min(max(count, 0), 1 << 31))
    // The header holds 31 bits; beyond them numbers follow the last run again.
    try db.execute(sql: "PRAGMA user_version = \(next < 1 << 31 ? next : 0)")
    return first
  }

  private static func insertRun(_ run: Int64, _ provenance: RunProvenance, router: String, _ db: Database) throws {
    var fraction: Double?
    if case .sample(let share) = provenance.record { fraction = share }
    try db.executeCached(
      sql: """
        INSERT INTO run (id, name, status, scenario, scenarioHash, traceDigest, calibration, revision, version, seed, router, record,
          recordFraction, created, process)
        VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run, provenance.name, provenance.scenario, provenance.scenarioHash, provenance.traceDigest, provenance.calibration,
        provenance.revision, provenance.version, Int64(bitPattern: provenance.seed), router, provenance.record.name, fraction,
        provenance.created, WritingProcess.own,
      ])
  }

  private static func insert(_ coverage: [OperatorCoverage], pool: Int, run: Int64, _ db: Database) throws {
    for (position, entry) in coverage.enumerated() {
      try db.executeCached(
        sql: "INSERT INTO runOperator VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [run, pool, position, entry.part.rawValue, entry.operation, entry.basis.rawValue])
    }
  }

  private static func insert(
    _ pool: PoolDescription, _ index: Int, _ deployment: RunDescription.Pool?, run: Int64, _ db: Database
  ) throws {
    try db.insert(
      into: .currentPool,
      [
        "run": run, "pool": index, "name": pool.name, "replicas": pool.replicas, "accelerators": pool.accelerators,
        "scheduler": pool.scheduler, "kvBlocks": pool.kvBlocks, "blockTokens": pool.blockTokens,
        "maximumSequences": pool.maximumSequences, "maximumModelTokens": pool.maximumModelTokens, "idleWatts": pool.idleWatts,
        "dollarsPerHour": pool.dollarsPerHour, "model": deployment?.model, "accelerator": deployment?.accelerator,
        "tensor": deployment?.tensor, "pipeline": deployment?.pipeline, "data": deployment?.data, "expert": deployment?.expert,
      ])
  }
}
