import GRDB
import Kernel
import Metrics
import Record

extension ResultStore {
  /// All runs, oldest first.
  public func runs() throws -> [StoredRun] {
    try read { db in try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id").map { try Self.run(StoredRow($0)) } }
  }

  /// The runs whose numbers are within a range, oldest first.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func runs(numbered numbers: ClosedRange<Int64>) throws -> [StoredRun] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM run WHERE id BETWEEN ? AND ? ORDER BY id", arguments: [numbers.lowerBound, numbers.upperBound]
      ).map { try Self.run(StoredRow($0)) }
    }
  }

  /// One run, or nil where there is none of that number.
  public func run(_ id: Int64) throws -> StoredRun? {
    try read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]).map { try Self.run(StoredRow($0)) }
    }
  }

  /// The summary of a finished run, equal to the one that was stored; nil of a run that has not finished.
  public func summary(ofRun id: Int64) throws -> RunSummary? {
    try StoreError.translating(path) {
      try queue.read { db in
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ? AND status = 'finished'", arguments: [id]) else {
          return nil
        }
        return try SummaryReader(db: db, run: id).summary(StoredRow(row))
      }
    }
  }

  /// How many accelerators the cluster of a run has and what they cost in US dollars an hour, all of them switched on; nil of a run without
  /// a cluster, such as one that was measured.
  public func fleet(ofRun id: Int64) throws -> (accelerators: Int, dollarsPerHour: Double)? {
    try read { db in
      let sums = "sum(replicas * accelerators) AS accelerators, sum(replicas * dollarsPerHour) AS dollars"
      guard let row = try Row.fetchOne(db, sql: "SELECT \(sums) FROM pool WHERE run = ?", arguments: [id]) else { return nil }
      guard let accelerators: Int = row["accelerators"], let dollars: Double = row["dollars"] else { return nil }
      return (accelerators, dollars)
    }
  }

  /// Calls `body` with every recorded request of a run, in the order of arrival, without holding them all.
  public func forEachRequest(ofRun id: Int64, _ body: (RequestRecord) throws -> Void) throws {
    try StoreError.translating(path) {
      try queue.read { db in
        let columns = RequestRows.finished.columns.joined(separator: ", ")
        let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM request WHERE run = ? ORDER BY request", arguments: [id])
        while let row = try rows.next() {
          try body(Self.request(row))
        }
      }
    }
  }

  /// Calls `body` with the iterations of a run that are recorded, row by row in their order.
  ///
  /// - Throws: ``InputError`` where the database cannot be read; what `body` throws.
  public func forEachIteration(ofRun id: Int64, _ body: (IterationSpan) throws -> Void) throws {
    try StoreError.translating(path) {
      try queue.read { db in
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM iteration WHERE run = ? ORDER BY number", arguments: [id])
        while let next = try rows.next() { try body(Self.iteration(StoredRow(next))) }
      }
    }
  }

  static func iteration(_ row: StoredRow) throws -> IterationSpan {
    IterationSpan(
      replica: try row("replica"), start: try row.time("startPicoseconds"), count: try row("iterations"),
      firstDuration: try row.duration("firstPicoseconds"), growth: Duration(picoseconds: try row.signed("growthPicoseconds")),
      decodeSequences: try row("decodeSequences"), prefillTokens: try row("prefillTokens"),
      prefillChunks: try row("prefillChunks"), lane: try row("lane"), kvBlocksUsed: try row("kvBlocksUsed"),
      waiting: try row("waiting"))
  }

  /// The hand-overs of a run that are recorded, in the order of their requests.
  public func transfers(ofRun id: Int64) throws -> [HandOverRecord] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM transfer WHERE run = ? ORDER BY request, arrivedPicoseconds", arguments: [id]).map {
          let row = StoredRow($0)
          return HandOverRecord(
            request: try row("request"), source: try row("source"), destination: try row("destination"), bytes: try row("bytes"),
            prefillEnd: try row.time("prefillEndPicoseconds"), asked: try row.time("askedPicoseconds"),
            started: try row.time("startedPicoseconds"), arrived: try row.time("arrivedPicoseconds"))
        }
      }
    }
  }

  /// The retries of a run that are recorded, in the order of their requests.
  public func retries(ofRun id: Int64) throws -> [RetryRecord] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM retry WHERE run = ? ORDER BY request, number", arguments: [id]).map {
          let row = StoredRow($0)
          return RetryRecord(
            request: try row("request"), number: try row("number"), replica: try row("replica"), time: try row.time("timePicoseconds"))
        }
      }
    }
  }

  /// The requests of a run that were turned away and recorded, in the order of arrival.
  public func rejectedRequests(ofRun id: Int64) throws -> [RejectedRequest] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM rejectedRequest WHERE run = ? ORDER BY request", arguments: [id]).compactMap { row in
          let row = StoredRow(row)
          let name: String = try row("reason")
          return try RejectionReason.allCases.first { $0.name == name }.map { reason in
            RejectedRequest(
              request: try row("request"), arrival: try row.time("arrivalPicoseconds"), promptTokens: try row("promptTokens"),
              outputTokens: try row("outputTokens"), reason: reason)
          }
        }
      }
    }
  }

  /// What the database says of each column of each table and view: its unit and its meaning.
  public func columnDocumentation() throws -> [(table: String, column: String, unit: String, meaning: String)] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT tableName, columnName, unit, meaning FROM columnDoc ORDER BY tableName, position")
          .map(StoredRow.init).map { (try $0("tableName"), try $0("columnName"), try $0("unit"), try $0("meaning")) }
      }
    }
  }

  /// Read by position, in the order of ``RequestRows/finished``: columns by name would cost a search each, a million times.
  private static func request(_ row: Row) throws -> RequestRecord {
    var numbers: [Int64] = []
    for (position, value) in row.databaseValues.enumerated() {
      if position == 11 && value.isNull {
        numbers.append(-1)
      } else if let number = Int64.fromDatabaseValue(value), number >= 0 {
        numbers.append(number)
      } else {
        throw DatabaseDamage(what: "a request has a column that is no count")
      }
    }
    guard numbers.count >= 13, numbers[3] >= 1, numbers[1...5].allSatisfy({ $0 <= 1 << 60 }),
      numbers[6] <= numbers[7], numbers[7] <= numbers[8], numbers[8] <= numbers[9]
    else { throw DatabaseDamage(what: "a request has impossible figures") }
    return RequestRecord(
      request: Int(numbers[0]), replica: Int(numbers[1]), promptTokens: Int(numbers[2]), outputTokens: Int(numbers[3]),
      cachedTokens: Int(numbers[4]), preemptions: Int(numbers[5]), arrival: Instant(picoseconds: numbers[6]),
      firstScheduled: Instant(picoseconds: numbers[7]), firstToken: Instant(picoseconds: numbers[8]),
      finish: Instant(picoseconds: numbers[9]), classIndex: Int(numbers[10]),
      prefillReplica: numbers[11] < 0 ? nil : Int(numbers[11]), retries: Int(numbers[12]))
  }

  private static func status(_ row: StoredRow) throws -> StoredRun.Status {
    let status: String = try row("status")
    if status == "finished" { return .finished }
    let process: String? = try row("process")
    guard let hasEnded = process.flatMap(WritingProcess.hasEnded) else { return .unfinished }
    return hasEnded ? .interrupted : .running
  }

  private static func run(_ row: StoredRow) throws -> StoredRun {
    let record: String = try row("record")
    let level: RecordLevel =
      switch record {
      case "all": .all
      case "sample": .sample(fraction: try row("recordFraction"))
      default: .summaries
      }
    return StoredRun(
      id: try row.signed("id"), status: try status(row),
      provenance: RunProvenance(
        name: try row("name"), scenario: try row("scenario"), scenarioHash: try row("scenarioHash"),
        traceDigest: try row("traceDigest"), calibration: try row("calibration"), revision: try row("revision"),
        version: try row("version"), seed: UInt64(bitPattern: try row.signed("seed")), record: level, created: try row("created")),
      eventDigest: try row("eventDigest"), wallSeconds: try row("wallSeconds"), cpuSeconds: try row("cpuSeconds"),
      objectiveMet: try row("objectiveMet"), rejectedShare: try row("rejectedShare"))
  }
}
