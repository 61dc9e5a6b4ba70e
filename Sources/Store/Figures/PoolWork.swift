import GRDB

/// What the replicas of a pool did in all of some runs, and what each of them may hold.
public struct PoolWork: Hashable, Sendable {
  /// The pool's name.
  public var name: String
  /// The scheduling policy's name.
  public var scheduler: String
  /// Its replicas.
  public var replicas: Int
  /// Accelerators of each.
  public var accelerators: Int
  /// KV blocks that a replica's memory holds.
  public var kvBlocks: Int
  /// Sequences that may run at once on a replica.
  public var maximumSequences: Int
  /// Price of a replica, in US dollars an hour.
  public var dollarsPerHour: Double
  /// Runs that these sums are over.
  public var runs: Int
  /// Seconds that these took, summed.
  public var runSeconds: Double
  /// Iterations.
  public var iterations: Double
  /// Seconds with an iteration in progress, summed over replicas.
  public var busySeconds: Double
  /// Seconds that replicas were switched on, summed; of runs that earlier versions have stored the whole run.
  public var onSeconds: Double
  /// Seconds that replicas were down, summed.
  public var downSeconds: Double
  /// Prompt tokens prefilled.
  public var prefillTokens: Double
  /// Tokens decoded.
  public var decodeTokens: Double
  /// KV tokens read by decoding, summed over iterations.
  public var decodeContextTokens: Double
  /// Requests finished.
  public var finished: Double
  /// Preemptions.
  public var preemptions: Double
  /// Crashes.
  public var crashes: Double
  /// Requests that crashes took from it.
  public var lostRequests: Double
  /// The most requests that ran at once on a replica.
  public var peakRunning: Int
  /// The most KV blocks in use at once on a replica.
  public var peakKVBlocks: Int
  /// Energy, idle draw included.
  public var joules: Double
  /// Energy above idle that prefill bears.
  public var prefillJoules: Double
  /// Energy above idle.
  public var dynamicJoules: Double

  /// Seconds that replicas were switched on and nothing ran.
  public var standbySeconds: Double { max(0, onSeconds - busySeconds) }
  /// Price of the time that replicas were switched on.
  public var dollars: Double { onSeconds / 3600 * dollarsPerHour }
}

extension ResultStore {
  /// What the pools of runs that differ in their seed only did together, in the order of the cluster.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func poolWork(ofRuns runs: [Int64]) throws -> [PoolWork] {
    try read { db in
      let sums = [
        "iterations", "busyPicoseconds", "onPicoseconds", "downPicoseconds", "prefillTokens", "decodeTokens", "decodeContextTokens",
        "finished",
        "preemptions", "crashes", "lostRequests", "prefillNanojoules", "dynamicNanojoules", "joules",
      ].map { "sum(CAST(replica.\($0) AS REAL)) AS \($0)" }
      let pool = ["name", "scheduler", "replicas", "accelerators", "kvBlocks", "maximumSequences", "dollarsPerHour"].map { "pool.\($0)" }
      let sql = """
        SELECT \((pool + sums).joined(separator: ", ")), count(DISTINCT replica.run) AS runs, max(peakRunning) AS peakRunning,
          max(peakKVBlocks) AS peakKVBlocks, sum(run.endPicoseconds * 1.0) AS endPicoseconds
        FROM replica JOIN pool ON pool.run = replica.run AND pool.pool = replica.pool JOIN run ON run.id = replica.run
        WHERE replica.\(RunList.condition) GROUP BY replica.pool ORDER BY replica.pool
        """
      return try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init).map(Self.poolWork)
    }
  }

  private static func poolWork(_ row: StoredRow) throws -> PoolWork {
    // Versions that knew of no failures and no scaling did not say how long replicas were on: they were always.
    let (on, whole): (Double, Double) = (try row("onPicoseconds"), try row("endPicoseconds"))
    return PoolWork(
      name: try row("name"), scheduler: try row("scheduler"), replicas: try row("replicas"), accelerators: try row("accelerators"),
      kvBlocks: try row("kvBlocks"), maximumSequences: try row("maximumSequences"), dollarsPerHour: try row("dollarsPerHour"),
      runs: try row("runs"), runSeconds: whole / 1e12 / Double(max(1, try row("replicas") as Int)), iterations: try row("iterations"),
      busySeconds: try row("busyPicoseconds") / 1e12,
      onSeconds: (on > 0 ? on : whole) / 1e12, downSeconds: try row("downPicoseconds") / 1e12, prefillTokens: try row("prefillTokens"),
      decodeTokens: try row("decodeTokens"), decodeContextTokens: try row("decodeContextTokens"), finished: try row("finished"),
      preemptions: try row("preemptions"), crashes: try row("crashes"), lostRequests: try row("lostRequests"),
      peakRunning: try row("peakRunning"), peakKVBlocks: try row("peakKVBlocks"), joules: try row("joules"),
      prefillJoules: try row("prefillNanojoules") / 1e9, dynamicJoules: try row("dynamicNanojoules") / 1e9)
  }
}
