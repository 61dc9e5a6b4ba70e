import Kernel
import Metrics
import Record
import Serving
import Store

/// The way of one run's records: counted, kept where they are wanted, and brought to the database when it is the run's turn.
///
/// Until then they wait in memory, up to a bound; a run that reaches the bound waits for its turn. The run whose turn it is
/// never waits, so all come through.
final class RecordLane: RequestSink {
  /// Requests between two words to the progress.
  private static let progressStride = 2048
  /// Records of a run that may wait for its turn: some 20 MB.
  static let mostWaiting = 200_000
  /// Records of runs that are stored in one transaction, unless one run has more: so few that others who write get their turn within a
  /// tenth of a second.
  static let mostTogether = 32_768
  /// What the summary of a run that waits for its turn weighs, in records.
  private static let summaryWeight = 500

  private let number: Int
  private let turnstile: Turnstile<RunLoad>
  private let progress: StudyProgress
  private let keepsRecords: Bool
  private let storesEvents: Bool
  private let begin: ((_ isDeferred: Bool) throws -> RunRecorder)?
  private var recorder: RunRecorder?
  private var waiting: [RunEvent] = []
  private var waitingSpans: [IterationSpan] = []
  private var untold = 0
  private var firstFailure: (any Error)?

  /// The records of finished requests in the order of finishing, where they are kept.
  private(set) var records: [RequestRecord] = []

  /// A lane for the run that is stored as the `number`th; `begin` enters it in the database, at once or with its first rows, and is nil
  /// where nothing is stored.
  /// `storesEvents` says whether the database has rows of single requests.
  init(
    number: Int, turnstile: Turnstile<RunLoad>, progress: StudyProgress, keepsRecords: Bool, storesEvents: Bool,
    begin: ((_ isDeferred: Bool) throws -> RunRecorder)?
  ) {
    self.number = number
    self.turnstile = turnstile
    self.progress = progress
    self.keepsRecords = keepsRecords
    self.storesEvents = storesEvents
    self.begin = begin
  }

  /// What went wrong first.
  var failure: (any Error)? { firstFailure ?? recorder?.failure }
  /// The run's number in the database, once it has one.
  var storedRun: Int64? { recorder?.run }
  /// The database that it is in.
  var storedIn: String? { recorder?.path }

  func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record): count(record)
    case .partFinished(let record): return noteProgress(record)  // Nobody waited for it: it is in no latency, and no row.
    case .rejected, .transferred, .retried: break
    case .preempted, .sampled, .changed, .taskFinished: return  // No rows are made of these as they are told.
    }
    if let recorder { recorder.receive(event) } else if begin != nil && storesEvents { hold(event) }
  }

  /// Takes iterations that are to be stored.
  func receive(_ span: IterationSpan) {
    guard begin != nil, firstFailure == nil else { return }
    if let recorder { return recorder.receive(span) }
    waitingSpans.append(span)
    openIfDue(waitingSpans.count)
  }

  private func count(_ record: RequestRecord) {
    noteProgress(record)
    if keepsRecords { records.append(record) }
  }

  private func noteProgress(_ record: RequestRecord) {
    untold += 1
    if untold == Self.progressStride {
      progress.add(requests: untold, at: record.finish)
      untold = 0
    }
  }

  private func hold(_ event: RunEvent) {
    guard firstFailure == nil else { return }
    waiting.append(event)
    openIfDue(waiting.count)
  }

  /// Looks every thousandth of so many whether there is a batch to be written and the run's turn has come, or no more may wait for it.
  private func openIfDue(_ count: Int) {
    guard count % 1024 == 0, count >= RunRecorder.batchRows else { return }
    guard waiting.count + waitingSpans.count >= Self.mostWaiting || turnstile.isTurn(of: number) else { return }
    do { try open() } catch { firstFailure = error }
  }

  /// What the run weighs while it waits for its turn, in records.
  var weight: Int { waiting.count + waitingSpans.count + (recorder?.waitingRows ?? 0) + Self.summaryWeight }

  /// Waits for the run's turn, enters it in the database and hands over what has waited.
  func open() throws {
    guard recorder == nil else { return }
    try turnstile.wait(for: number)
    guard let begin else { return }
    hand(over: try begin(false))
  }

  /// Makes the rows of a run that is over and fits into one batch, before its turn: then nothing is left to be done but to write them.
  /// Returns what is to be written; nil of a run that has to be written by itself, and where nothing is stored.
  func gather(_ summary: RunSummary, gaps: [LatencyBin], effort: RunEffort?) -> RunEnding? {
    guard let begin, recorder == nil, firstFailure == nil, max(waiting.count, waitingSpans.count) < RunRecorder.batchRows else {
      return nil
    }
    do {
      let recorder = try begin(true)
      hand(over: recorder)
      return RunEnding(recorder, summary, gaps: gaps, wallSeconds: effort?.wallSeconds, cpuSeconds: effort?.cpuSeconds)
    } catch { firstFailure = error }
    return nil
  }

  private func hand(over recorder: RunRecorder) {
    self.recorder = recorder
    for event in waiting { recorder.receive(event) }
    for span in waitingSpans { recorder.receive(span) }
    (waiting, waitingSpans) = ([], [])
    recorder.makeRows()
  }

  /// Takes what was written of the run out of the database: its load turned out faulty.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  func abandon() throws {
    (waiting, waitingSpans) = ([], [])
    try recorder?.abandon()
  }

  /// Stores the run's end, with the histogram of token gaps where it is wanted, unless it `isWritten` already, and lets the next run
  /// through.
  ///
  /// - Throws: what went wrong first.
  func finish(_ summary: RunSummary, gaps: [LatencyBin], effort: RunEffort?, isWritten: Bool) throws {
    if let firstFailure { throw firstFailure }
    try open()
    try turnstile.wait(for: number)
    if !isWritten { try recorder?.finish(summary, gaps: gaps, wallSeconds: effort?.wallSeconds, cpuSeconds: effort?.cpuSeconds) }
    progress.add(requests: untold, at: summary.end)
    untold = 0
    progress.addRun()
    turnstile.pass(number)
  }
}
