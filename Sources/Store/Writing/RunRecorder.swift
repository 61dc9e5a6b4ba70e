import GRDB
import Kernel
import Metrics
import Record

/// Writes one run into the database while it goes on: rows are gathered and written a batch at a time, each batch in one
/// transaction, so that the file is locked for milliseconds and others can read between batches.
///
/// Where the database takes no more, because the disk is full for instance, the run goes on in a database beside it: what was
/// written already is read back, and ``run`` and ``path`` say where it is from then on.
public final class RunRecorder: RequestSink {
  /// The run's number in the database at ``path``; of a run that is not entered yet the one that it is to have.
  public private(set) var run: Int64
  /// The first thing that went wrong, an ``InputError`` where disk or file are at fault; nothing more is written after it, and a
  /// long run may look here to stop early.
  public private(set) var failure: (any Error)?

  private var store: ResultStore
  private let opening: RunOpening
  private let level: RecordLevel
  private let seed: UInt64
  private var finished: [RequestRecord] = []
  /// Those of ``finished`` that have been made rows.
  private var finishedRows: [Int64] = []
  private var rejected: [RejectedRequest] = []
  private var transferred: [HandOverRecord] = []
  private var retried: [RetryRecord] = []
  private var iterations: [IterationRow] = []
  private var iterationCount = 0
  private var isEntered = false
  private var isOver = false

  /// Rows in a batch: 1.3 MB of memory, and few enough transactions that their syncing does not count.
  package static let batchRows = 16_384

  /// A recorder of a run that is to be entered under `number`, or the next one where it is nil.
  init(store: ResultStore, number: Int64?, opening: RunOpening) {
    self.store = store
    run = number ?? 0
    self.opening = opening
    level = opening.provenance.record
    seed = opening.provenance.seed
  }

  /// The database that the run is in.
  public var path: String { store.path }

  /// Rows that wait to be written.
  package var waitingRows: Int {
    RequestRows.finished.count(ofValues: finishedRows) + finished.count + rejected.count + transferred.count + retried.count
      + iterations.count
  }

  /// Enters the run.
  ///
  /// - Throws: the first error met, an ``InputError`` where no database takes it.
  func enter() throws {
    writeBatch()
    if let failure { throw failure }
  }

  /// Makes rows of the finished requests that have been gathered. Where nobody does it before, writing does.
  ///
  /// They go in by number, which keeps the tree's insertions at its right edge.
  package func makeRows() {
    finished.sort { $0.request < $1.request }
    finishedRows += RequestRows.finished.values(of: finished)
    finished.removeAll(keepingCapacity: true)
  }

  /// Notes what the run's record level asks for of single requests: those that finished, with their transfers and retries, and those
  /// that were turned away. Everything else is told by the summary.
  public func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record):
      guard isRecorded(record.request) else { return }
      finished.append(record)
      writeIfFull(finished.count)
    case .rejected(let request):
      if level == .summaries || failure != nil { return }
      rejected.append(request)
      writeIfFull(rejected.count)
    case .transferred(let record):
      guard isRecorded(record.request) else { return }
      transferred.append(record)
      writeIfFull(transferred.count)
    case .retried(let record):
      guard isRecorded(record.request) else { return }
      retried.append(record)
      writeIfFull(retried.count)
    case .preempted, .sampled, .changed, .partFinished, .taskFinished: break
    }
  }

  /// Takes iterations of the run, in the order in which they are told; a leap over many is one row.
  public func receive(_ span: IterationSpan) {
    if failure != nil { return }
    iterations.append(IterationRow(number: iterationCount, span: span))
    iterationCount += 1
    writeIfFull(iterations.count)
  }

  /// Writes what is left and the summary, and marks the run finished, in one transaction. Call it once.
  ///
  /// - Parameters:
  ///   - summary: of ``RunMetrics/summary(of:cluster:figures:)``.
  ///   - gaps: the histogram of token gaps, where it is to be stored.
  ///   - wallSeconds: wall clock that the run took, where measured.
  ///   - cpuSeconds: processor time that the run took, where measured.
  /// - Throws: the first error met while writing, an ``InputError`` where disk or file are at fault; the run then stays
  ///   `running`.
  public func finish(
    _ summary: RunSummary, gaps: [LatencyBin] = [], wallSeconds: Double? = nil, cpuSeconds: Double? = nil
  ) throws {
    precondition(!isOver, "a run that is finished twice")
    isOver = true
    let ending = RunEnding(self, summary, gaps: gaps, wallSeconds: wallSeconds, cpuSeconds: cpuSeconds)
    write { db, run in try Self.write(ending, run, db) }
    if let failure { throw failure }
  }

  private static func write(_ ending: RunEnding, _ run: Int64, _ db: Database) throws {
    try db.insert(
      into: .tokenGap,
      rows: ending.gaps.lazy.map { ["run": run, "lowestPicoseconds": $0.lowest, "widthPicoseconds": $0.width, "gaps": $0.count] })
    try SummaryWriter(db: db, run: run).write(ending.summary, wallSeconds: ending.wallSeconds, cpuSeconds: ending.cpuSeconds)
  }

  // MARK: Together with other runs

  /// Whether the run is to be written to `store`, and nothing has gone wrong.
  func isWritten(to store: ResultStore) -> Bool { self.store === store && failure == nil && !isOver }

  /// Writes what is left and the summary as a part of a transaction, and returns the run's number. Nothing is changed here: a transaction
  /// that fails may be begun again.
  func write(_ ending: RunEnding, _ db: Database) throws -> Int64 {
    makeRows()
    return try insert(db) { try Self.write(ending, $1, $0) }
  }

  /// Notes that the transaction has succeeded in which ``write(_:_:)`` took part.
  func end(asRun run: Int64) {
    (self.run, isEntered, isOver) = (run, true, true)
    forgetGathered()
  }

  /// Takes the run out of the database, with all rows that were written of it. Call it in place of ``finish(_:wallSeconds:cpuSeconds:)``.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func abandon() throws {
    precondition(!isOver, "a run that is over cannot be abandoned")
    isOver = true
    guard isEntered else { return }
    let run = run
    try store.write { db in try db.executeCached(sql: "DELETE FROM run WHERE id = ?", arguments: [run]) }
  }

  /// Whether a request is recorded. The draw depends on the run's seed and the request's number alone, so every policy
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

  private func writeIfFull(_ rows: Int) { if rows == Self.batchRows { writeBatch() } }

  private func writeBatch() { write { _, _ in } }

  /// Writes the gathered rows and then what `last` adds, all or nothing; beside the database where it takes no more.
  private func write(_ last: (Database, Int64) throws -> Void) {
    var isWritten = failure != nil
    while !isWritten {
      do {
        try writeGathered(last)
        isWritten = true
      } catch let error as InputError {
        do { try moveAside(because: error) } catch { failure = error }
      } catch {
        failure = error
      }
      if failure != nil { break }
    }
    forgetGathered()
  }

  private func forgetGathered() {
    let isGoingOn = failure == nil && !isOver
    finishedRows.removeAll(keepingCapacity: isGoingOn)
    rejected.removeAll(keepingCapacity: isGoingOn)
    transferred.removeAll(keepingCapacity: isGoingOn)
    retried.removeAll(keepingCapacity: isGoingOn)
    iterations.removeAll(keepingCapacity: isGoingOn)
  }

  private func writeGathered(_ last: (Database, Int64) throws -> Void) throws {
    makeRows()
    run = try store.write { db in try insert(db, last) }
    isEntered = true
  }

  /// Writes the gathered rows and then what `last` adds, as a part of a transaction; returns the run's number.
  private func insert(_ db: Database, _ last: (Database, Int64) throws -> Void) throws -> Int64 {
    let run = try isEntered ? run : ResultStore.enter(opening, number: run == 0 ? nil : run, db)
    try RequestRows.finished.insert(values: finishedRows, run: run, db)
    try writeRejected(run, db)
    try RequestRows.transferred.insert(transferred, run: run, db)
    try RequestRows.retried.insert(retried, run: run, db)
    try IterationRow.format.insert(iterations, run: run, db)
    try last(db, run)
    return run
  }

  /// Goes on in a database beside this one, with all that was written so far.
  ///
  /// - Throws: ``InputError`` where none takes it, or what was written cannot be read back.
  private func moveAside(because reason: InputError) throws {
    let beside = try store.aside.store(because: reason)
    guard isEntered else {
      (store, run) = (beside, 0)
      return
    }
    let successor = RunRecorder(store: beside, number: nil, opening: opening)
    try successor.enter()
    try store.forEachRequest(ofRun: run) { successor.receive(.finished($0)) }
    for rejection in try store.rejectedRequests(ofRun: run) { successor.receive(.rejected(rejection)) }
    for transfer in try store.transfers(ofRun: run) { successor.receive(.transferred(transfer)) }
    for retry in try store.retries(ofRun: run) { successor.receive(.retried(retry)) }
    try store.forEachIteration(ofRun: run) { successor.receive($0) }
    successor.writeBatch()
    if let failure = successor.failure { throw failure }
    (store, run) = (successor.store, successor.run)
  }

  private func writeRejected(_ run: Int64, _ db: Database) throws {
    for rejection in rejected {
      try db.insert(
        into: .rejectedRequest,
        [
          "run": run, "request": rejection.request, "arrivalPicoseconds": rejection.arrival.picoseconds,
          "promptTokens": rejection.promptTokens, "outputTokens": rejection.outputTokens, "reason": rejection.reason.name,
        ])
    }
  }
}
