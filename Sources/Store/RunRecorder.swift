import GRDB
import GRDBSQLite
import Kernel
import Metrics
import Record

/// Writes one run into the database while it goes on: rows are gathered and written a batch at a time, each batch in one
/// transaction, so that the file is locked for milliseconds and others can read between batches.
public final class RunRecorder: RequestSink {
  /// The run's number.
  public let run: Int64
  /// The first thing that went wrong, an ``InputError`` where disk or file are at fault; nothing more is written after it, and a
  /// long run may look here to stop early.
  public private(set) var failure: (any Error)?

  private let store: ResultStore
  private let level: RecordLevel
  private let seed: UInt64
  private var finished: [RequestRecord] = []
  private var rejected: [RejectedRequest] = []
  private var isOver = false

  /// Rows in a batch: 1.3 MB of memory, and few enough transactions that their syncing does not count.
  static let batchRows = 16_384

  init(store: ResultStore, run: Int64, provenance: RunProvenance) {
    self.store = store
    self.run = run
    level = provenance.record
    seed = provenance.seed
    if level != .summaries { finished.reserveCapacity(Self.batchRows) }
  }

  /// Notes a finished request, where the run's record level asks for it.
  public func requestFinished(_ record: RequestRecord) {
    guard isRecorded(record.request) else { return }
    finished.append(record)
    if finished.count == Self.batchRows { writeBatch() }
  }

  /// Notes a request that was turned away, unless only summaries are recorded.
  public func requestRejected(_ rejection: RejectedRequest) {
    if level == .summaries || failure != nil { return }
    rejected.append(rejection)
    if rejected.count == Self.batchRows { writeBatch() }
  }

  /// Writes what is left and the summary, and marks the run finished, in one transaction. Call it once.
  ///
  /// - Parameters:
  ///   - summary: of ``RunMetrics/summary(of:cluster:figures:)``.
  ///   - wallSeconds: wall clock that the run took, where measured.
  ///   - cpuSeconds: processor time that the run took, where measured.
  /// - Throws: the first error met while writing, an ``InputError`` where disk or file are at fault; the run then stays
  ///   `running`.
  public func finish(_ summary: RunSummary, wallSeconds: Double? = nil, cpuSeconds: Double? = nil) throws {
    precondition(!isOver, "a run that is finished twice")
    isOver = true
    write { [run] db in try SummaryWriter(db: db, run: run).write(summary, wallSeconds: wallSeconds, cpuSeconds: cpuSeconds) }
    if let failure { throw failure }
  }

  /// Whether a request is recorded. The draw hangs on the run's seed and the request's number alone, so every policy
  /// records the same requests.
  private func isRecorded(_ request: Int) -> Bool {
    if failure != nil { return false }
    switch level {
    case .all: return true
    case .summaries: return false
    case .sample(let fraction):
      var stream = RandomStream(seed: seed, name: "record", substream: UInt64(request))
      return stream.uniform() < fraction
    }
  }

  // MARK: Batches

  private func writeBatch() { write { _ in } }

  /// Writes the gathered rows and then what `last` adds, all or nothing.
  private func write(_ last: (Database) throws -> Void) {
    if failure != nil { return }
    do {
      try StoreError.translating(store.path) {
        try store.queue.inDatabase { db in
          try db.inTransaction(.immediate) {
            try writeFinished(db)
            try writeRejected(db)
            try last(db)
            return .commit
          }
        }
      }
    } catch {
      failure = error
    }
    finished.removeAll(keepingCapacity: failure == nil)
    rejected.removeAll(keepingCapacity: failure == nil)
  }

  /// Binds through SQLite's own functions, at twice the speed of a library's argument lists. Rows go in by number, which keeps
  /// the tree's insertions at its right edge.
  private func writeFinished(_ db: Database) throws {
    if finished.isEmpty { return }
    finished.sort { $0.request < $1.request }
    let statement = try db.cachedStatement(sql: "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").sqliteStatement
    sqlite3_bind_int64(statement, 1, run)
    for record in finished {
      sqlite3_bind_int64(statement, 2, Int64(record.request))
      sqlite3_bind_int64(statement, 3, Int64(record.replica))
      sqlite3_bind_int64(statement, 4, Int64(record.promptTokens))
      sqlite3_bind_int64(statement, 5, Int64(record.outputTokens))
      sqlite3_bind_int64(statement, 6, Int64(record.cachedTokens))
      sqlite3_bind_int64(statement, 7, Int64(record.preemptions))
      sqlite3_bind_int64(statement, 8, record.arrival.picoseconds)
      sqlite3_bind_int64(statement, 9, record.firstScheduled.picoseconds)
      sqlite3_bind_int64(statement, 10, record.firstToken.picoseconds)
      sqlite3_bind_int64(statement, 11, record.finish.picoseconds)
      sqlite3_bind_int64(statement, 12, Int64(record.classIndex))
      let result = sqlite3_step(statement)
      sqlite3_reset(statement)
      if result != SQLITE_DONE { throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage) }
    }
  }

  private func writeRejected(_ db: Database) throws {
    for rejection in rejected {
      try db.cachedStatement(sql: "INSERT INTO rejectedRequest VALUES (?, ?, ?, ?, ?, ?)").execute(arguments: [
        run, rejection.request, rejection.arrival.picoseconds, rejection.promptTokens, rejection.outputTokens, rejection.reason.name,
      ])
    }
  }
}
