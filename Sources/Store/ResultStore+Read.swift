import GRDB
import Kernel
import Metrics
import Serving

extension ResultStore {
  /// All runs, oldest first.
  public func runs() throws -> [StoredRun] {
    try read { db in try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id").map { try Self.run(StoredRow($0)) } }
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

  /// Calls `body` with every recorded request of a run, in the order of arrival, without holding them all.
  public func forEachRequest(ofRun id: Int64, _ body: (RequestRecord) throws -> Void) throws {
    try StoreError.translating(path) {
      try queue.read { db in
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM request WHERE run = ? ORDER BY request", arguments: [id])
        while let row = try rows.next() {
          try body(Self.request(row))
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

  /// Read by position: columns by name would cost a search each, a million times.
  private static func request(_ row: Row) throws -> RequestRecord {
    var numbers: [Int64] = []
    for value in row.databaseValues {
      guard let number = Int64.fromDatabaseValue(value), number >= 0 else {
        throw DatabaseDamage(what: "a request has a column that is no count")
      }
      numbers.append(number)
    }
    guard numbers.count >= 12, numbers[4] >= 1, numbers[2...6].allSatisfy({ $0 <= 1 << 60 }),
      numbers[7] <= numbers[8], numbers[8] <= numbers[9], numbers[9] <= numbers[10]
    else { throw DatabaseDamage(what: "a request has impossible figures") }
    return RequestRecord(
      request: Int(numbers[1]), replica: Int(numbers[2]), promptTokens: Int(numbers[3]), outputTokens: Int(numbers[4]),
      cachedTokens: Int(numbers[5]), preemptions: Int(numbers[6]), arrival: Instant(picoseconds: numbers[7]),
      firstScheduled: Instant(picoseconds: numbers[8]), firstToken: Instant(picoseconds: numbers[9]),
      finish: Instant(picoseconds: numbers[10]), classIndex: Int(numbers[11]))
  }

  private static func run(_ row: StoredRow) throws -> StoredRun {
    let record: String = try row("record")
    let level: RecordLevel =
      switch record {
      case "all": .all
      case "sample": .sample(fraction: try row("recordFraction"))
      default: .summaries
      }
    let status: String = try row("status")
    return StoredRun(
      id: try row.signed("id"), status: status == "finished" ? .finished : .running,
      provenance: RunProvenance(
        name: try row("name"), scenario: try row("scenario"), scenarioHash: try row("scenarioHash"),
        traceDigest: try row("traceDigest"), calibration: try row("calibration"), revision: try row("revision"),
        version: try row("version"), seed: UInt64(bitPattern: try row.signed("seed")), record: level, created: try row("created")),
      eventDigest: try row("eventDigest"), wallSeconds: try row("wallSeconds"), cpuSeconds: try row("cpuSeconds"),
      objectiveMet: try row("objectiveMet"))
  }
}
