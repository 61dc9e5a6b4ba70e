import GRDB
import Hardware
import Kernel
import Record

extension ResultStore {
  /// Enters a new run as `running` and returns what its rows are written through.
  ///
  /// `operators` says, pool by pool, what the times of an iteration's operators rest on; none where nobody knows.
  /// - Throws: ``InputError`` where the database cannot be written, or the sample's fraction lies outside 0 ... 1.
  public func beginRun(_ provenance: RunProvenance, cluster: ClusterDescription, operators: [[OperatorCoverage]] = [])
    throws -> RunRecorder
  {
    guard isWritable else {
      throw InputError("the database was opened for reading only", file: path, remedy: "open it for writing")
    }
    var fraction: Double?
    if case .sample(let share) = provenance.record {
      guard (0...1).contains(share) else { throw InputError("a sample of \(share) of the requests", remedy: "a share between 0 and 1") }
      fraction = share
    }
    let run = try StoreError.translating(path) {
      try queue.inDatabase { db in
        var run: Int64 = 0
        try db.inTransaction(.immediate) {
          run = try Self.insertRun(provenance, fraction: fraction, router: cluster.router, db)
          for (index, pool) in cluster.pools.enumerated() { try Self.insert(pool, index, run: run, db) }
          for (index, coverage) in operators.enumerated() { try Self.insert(coverage, pool: index, run: run, db) }
          return .commit
        }
        return run
      }
    }
    return RunRecorder(store: self, run: run, provenance: provenance)
  }

  private static func insertRun(_ provenance: RunProvenance, fraction: Double?, router: String, _ db: Database) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO run (name, status, scenario, scenarioHash, traceDigest, calibration, revision, version, seed, router, record,
          recordFraction, created)
        VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        provenance.name, provenance.scenario, provenance.scenarioHash, provenance.traceDigest, provenance.calibration,
        provenance.revision, provenance.version, Int64(bitPattern: provenance.seed), router, provenance.record.name, fraction,
        provenance.created,
      ])
    return db.lastInsertedRowID
  }

  private static func insert(_ coverage: [OperatorCoverage], pool: Int, run: Int64, _ db: Database) throws {
    for (position, entry) in coverage.enumerated() {
      try db.execute(
        sql: "INSERT INTO runOperator VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [run, pool, position, entry.part.rawValue, entry.operation, entry.basis.rawValue])
    }
  }

  private static func insert(_ pool: PoolDescription, _ index: Int, run: Int64, _ db: Database) throws {
    try db.insert(
      into: .pool,
      [
        "run": run, "pool": index, "name": pool.name, "replicas": pool.replicas, "accelerators": pool.accelerators,
        "scheduler": pool.scheduler, "kvBlocks": pool.kvBlocks, "blockTokens": pool.blockTokens,
        "maximumSequences": pool.maximumSequences, "maximumModelTokens": pool.maximumModelTokens, "idleWatts": pool.idleWatts,
        "dollarsPerHour": pool.dollarsPerHour,
      ])
  }
}
