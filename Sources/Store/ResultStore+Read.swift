import GRDB
import Kernel
import Metrics
import Record

extension ResultStore {
  /// All runs, oldest first.
  public func runs() throws -> [StoredRun] {
    try StoreError.translating(path) {
      try queue.read { db in try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id").map(Self.run) }
    }
  }

  /// One run, or nil where there is none of that number.
  public func run(_ id: Int64) throws -> StoredRun? {
    try StoreError.translating(path) {
      try queue.read { db in try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]).map(Self.run) }
    }
  }

  /// The summary of a finished run, equal to the one that was stored; nil of a run that has not finished.
  public func summary(ofRun id: Int64) throws -> RunSummary? {
    try StoreError.translating(path) {
      try queue.read { db in
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ? AND status = 'finished'", arguments: [id]) else {
          return nil
        }
        return try SummaryReader(db: db, run: id).summary(row)
      }
    }
  }

  /// Calls `body` with every recorded request of a run, in the order of arrival, without holding them all.
  public func forEachRequest(ofRun id: Int64, _ body: (RequestRecord) throws -> Void) throws {
    try StoreError.translating(path) {
      try queue.read { db in
        let columns = RequestRows.finished.columns.joined(separator: ", ")
        let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM request WHERE run = ? ORDER BY request", arguments: [id])
        while let row = try rows.next() {
          try body(
            RequestRecord(
              request: row[0], replica: row[1], promptTokens: row[2], outputTokens: row[3], cachedTokens: row[4], preemptions: row[5],
              arrival: Instant(picoseconds: row[6]), firstScheduled: Instant(picoseconds: row[7]),
              firstToken: Instant(picoseconds: row[8]), finish: Instant(picoseconds: row[9]),
              classIndex: row[10], prefillReplica: row[11], retries: row[12]))
        }
      }
    }
  }

  /// The requests of a run that were turned away and recorded, in the order of arrival.
  public func rejectedRequests(ofRun id: Int64) throws -> [RejectedRequest] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM rejectedRequest WHERE run = ? ORDER BY request", arguments: [id]).compactMap { row in
          let name: String = row["reason"]
          return RejectionReason.allCases.first { $0.name == name }.map { reason in
            RejectedRequest(
              request: row["request"], arrival: Instant(picoseconds: row["arrivalPicoseconds"]), promptTokens: row["promptTokens"],
              outputTokens: row["outputTokens"], reason: reason)
          }
        }
      }
    }
  }

  /// The transfers of KV of a run that were recorded, by request.
  public func transfers(ofRun id: Int64) throws -> [HandOverRecord] {
    try StoreError.translating(path) {
      try queue.read { db in
        let columns = RequestRows.transferred.columns.joined(separator: ", ")
        let order = "ORDER BY request, arrivedPicoseconds"
        return try Row.fetchAll(db, sql: "SELECT \(columns) FROM transfer WHERE run = ? \(order)", arguments: [id]).map { row in
          HandOverRecord(
            request: row[0], source: row[1], destination: row[2], bytes: row[3], prefillEnd: Instant(picoseconds: row[4]),
            asked: Instant(picoseconds: row[5]), started: Instant(picoseconds: row[6]), arrived: Instant(picoseconds: row[7]))
        }
      }
    }
  }

  /// The retries of a run that were recorded, by request.
  public func retries(ofRun id: Int64) throws -> [RetryRecord] {
    try StoreError.translating(path) {
      try queue.read { db in
        let columns = RequestRows.retried.columns.joined(separator: ", ")
        return try Row.fetchAll(db, sql: "SELECT \(columns) FROM retry WHERE run = ? ORDER BY request, number", arguments: [id]).map {
          row in
          RetryRecord(request: row[0], number: row[1], replica: row[2], time: Instant(picoseconds: row[3]))
        }
      }
    }
  }

  /// What the database says of each column of each table and view: its unit and its meaning.
  public func columnDocumentation() throws -> [(table: String, column: String, unit: String, meaning: String)] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT tableName, columnName, unit, meaning FROM columnDoc ORDER BY tableName, position")
          .map { ($0[0], $0[1], $0[2], $0[3]) }
      }
    }
  }

  private static func run(_ row: Row) -> StoredRun {
    let record: String = row["record"]
    let level: RecordLevel =
      switch record {
      case "all": .all
      case "sample": .sample(fraction: row["recordFraction"])
      default: .summaries
      }
    let status: String = row["status"]
    return StoredRun(
      id: row["id"], status: status == "finished" ? .finished : .running,
      provenance: RunProvenance(
        name: row["name"], scenario: row["scenario"], scenarioHash: row["scenarioHash"], traceDigest: row["traceDigest"],
        calibration: row["calibration"], revision: row["revision"], version: row["version"],
        seed: UInt64(bitPattern: row["seed"]), record: level, created: row["created"]),
      eventDigest: row["eventDigest"], wallSeconds: row["wallSeconds"], cpuSeconds: row["cpuSeconds"],
      objectiveMet: row["objectiveMet"])
  }
}
