import GRDB

/// What a run is, as far as the database says: a row of the view `runWide`.
public struct RunOrigin: Hashable, Sendable {
  /// What varied in the study that made it, as a JSON object of keys with values.
  public var varied: String
  /// The model; nil of a run that an earlier version has stored, as in the next three.
  public var model: String?
  /// The accelerator.
  public var accelerator: String?
  /// How replicas are spread over accelerators and how many there are.
  public var layout: String?
  /// The scheduling policy.
  public var scheduler: String?
  /// Requests that the load offers a second, where somebody sets a rate.
  public var offeredPerSecond: Double?
  /// The router's name.
  public var router: String
  /// All accelerators; nil where no pool was stored.
  public var accelerators: Int?
  /// Price of all of them in US dollars an hour.
  public var dollarsPerHour: Double?
}

/// An operator of an iteration, and what its time rests on.
public struct OperatorBasis: Hashable, Sendable {
  /// The pool's name.
  public var pool: String
  /// The part of the iteration.
  public var part: String
  /// The operator in words, with its shape.
  public var operation: String
  /// `measured`, `extrapolated` or `roofline`.
  public var basis: String
}

/// How far a fit of an operator's times was off where measurements had been kept aside.
public struct FitResidual: Hashable, Sendable {
  /// The profile's name.
  public var profile: String
  /// The operator, with the variant and the number format where it has them.
  public var operation: String
  /// Measurements kept aside.
  public var heldOutRows: Int
  /// Median absolute error of these, as a share.
  public var medianError: Double
  /// What nine in ten of these stay below.
  public var p90Error: Double
  /// The greatest of them.
  public var worstError: Double
}

/// A run of measured requests and the simulation of the same load, as `windtunnel validate` stores them.
public struct MeasuredPair: Hashable, Sendable {
  /// The run of measured requests.
  public var measured: Int64
  /// The simulated one.
  public var simulated: Int64
  /// What was measured.
  public var name: String
}

extension ResultStore {
  /// What a run is; nil where there is none of that number.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func origin(ofRun run: Int64) throws -> RunOrigin? {
    try read { db in
      let columns = "varied, model, accelerator, layout, scheduler, offeredPerSecond, router, accelerators, dollarsPerHour"
      let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM runWide WHERE run = ?", arguments: [run]).map(StoredRow.init)
      return try row.map { row in
        RunOrigin(
          varied: try row("varied"), model: try row("model"), accelerator: try row("accelerator"), layout: try row("layout"),
          scheduler: try row("scheduler"), offeredPerSecond: try row("offeredPerSecond"), router: try row("router"),
          accelerators: try row("accelerators"), dollarsPerHour: try row("dollarsPerHour"))
      }
    }
  }

  /// The operators of a run's iterations, pool by pool.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func operatorBases(ofRun run: Int64) throws -> [OperatorBasis] {
    try read { db in
      let sql = """
        SELECT pool.name AS pool, part, operation, basis FROM runOperator
        JOIN pool ON pool.run = runOperator.run AND pool.pool = runOperator.pool WHERE runOperator.run = ?
        ORDER BY runOperator.pool, position
        """
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).map {
        OperatorBasis(pool: try $0("pool"), part: try $0("part"), operation: try $0("operation"), basis: try $0("basis"))
      }
    }
  }

  /// How far off the fits are that a run's costs come from; none of a run on the roofline, and where the profile is not stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func residuals(ofRun run: Int64) throws -> [FitResidual] {
    try read { db in
      let sql = """
        SELECT profile, operator || coalesce(', ' || variant, '') || coalesce(', ' || format, '') AS operation, heldOutRows, medianError,
          p90Error, worstError FROM runResidual WHERE run = ? ORDER BY profile, position
        """
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).map {
        FitResidual(
          profile: try $0("profile"), operation: try $0("operation"), heldOutRows: try $0("heldOutRows"),
          medianError: try $0("medianError"), p90Error: try $0("p90Error"), worstError: try $0("worstError"))
      }
    }
  }

  /// The validations whose measured requests are in this database, each with the first simulation of the same load, oldest first.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func measuredPairs() throws -> [MeasuredPair] {
    try read { db in
      let sql = """
        SELECT one.id AS measured, min(other.id) AS simulated, one.name AS name FROM run AS one
        JOIN run AS other ON other.traceDigest = one.traceDigest AND other.calibration <> 'measured' AND other.status = 'finished'
        WHERE one.calibration = 'measured' AND one.status = 'finished' GROUP BY one.id ORDER BY one.id
        """
      return try Row.fetchAll(db, sql: sql).map(StoredRow.init).map {
        MeasuredPair(measured: try $0("measured"), simulated: try $0("simulated"), name: try $0("name"))
      }
    }
  }

  /// When which replica crashed under requests of a run, in the order of time: crashes of idle replicas are told by nobody.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func crashes(ofRun run: Int64) throws -> [(replica: Int, seconds: Double)] {
    try read { db in
      let sql = "SELECT DISTINCT replica, timePicoseconds / 1e12 AS seconds FROM retry WHERE run = ? ORDER BY seconds, replica"
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).map { (try $0("replica"), try $0("seconds")) }
    }
  }
}

/// How large the cluster of a run is, and what it is asked for.
public struct RunExtent: Hashable, Sendable {
  /// All accelerators; nil where no pool was stored.
  public var accelerators: Int?
  /// Price of all of them in US dollars an hour.
  public var dollarsPerHour: Double?
  /// Requests that the load offers a second, where somebody sets a rate.
  public var offeredPerSecond: Double?
}

extension ResultStore {
  /// How large the clusters of runs are, in the order asked for.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run is missing.
  public func extents(ofRuns runs: [Int64]) throws -> [RunExtent] {
    try read { db in
      let sql = """
        SELECT run.id AS run, what.offeredPerSecond AS offeredPerSecond,
          (SELECT sum(replicas * accelerators) FROM pool WHERE pool.run = run.id) AS accelerators,
          (SELECT sum(replicas * dollarsPerHour) FROM pool WHERE pool.run = run.id) AS dollarsPerHour
        FROM run LEFT JOIN runDescription AS what ON what.run = run.id WHERE run.id IN (SELECT value FROM json_each(?))
        """
      var found: [Int64: RunExtent] = [:]
      for row in try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init) {
        found[try row("run")] = RunExtent(
          accelerators: try row("accelerators"), dollarsPerHour: try row("dollarsPerHour"), offeredPerSecond: try row("offeredPerSecond"))
      }
      return try runs.map { run in
        guard let extent = found[run] else { throw DatabaseDamage(what: "run \(run) is missing") }
        return extent
      }
    }
  }
}
