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
