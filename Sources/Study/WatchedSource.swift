import Kernel
import Metrics
import Scenario
import Workload

/// The workload of a run, with a look now and then whether the run should go on: a run ends early where it is asked to, or
/// where its rows cannot be written. A class, so that its account can be asked for after the simulation has taken it.
final class WatchedSource: ArrivalSource, SessionTurns {
  private var source: any ArrivalSource
  /// The turns that wait for answers, where some do.
  private let waiting: (any SessionTurns)?
  private let limit: Scenario.SizeLimit?
  private let limitTime: Instant
  private let lane: RecordLane
  private let metrics: RunMetrics
  private let progress: StudyProgress
  private var pulled = 0

  /// Arrivals between two looks.
  private static let stride = 256

  init(_ source: any ArrivalSource, _ prepared: PreparedScenario, lane: RecordLane, metrics: RunMetrics, progress: StudyProgress) {
    self.source = source
    waiting = source.sessions
    // In a closed loop requests do not come at their times.
    limit = prepared.scenario.workload.concurrency == nil ? prepared.scenario.sizeLimit : nil
    limitTime = limit.flatMap { Duration(exactlySeconds: $0.seconds) }.map { Instant($0) } ?? .never
    self.lane = lane
    self.metrics = metrics
    self.progress = progress
  }

  func next() throws -> Arrival? {
    try look()
    let arrival = try source.next()
    // Before the way to it is simulated: what would have no end on that way is not begun.
    if let limit, let arrival, arrival.time > limitTime { throw limit.error }
    return arrival
  }

  var sessions: (any SessionTurns)? { waiting == nil ? nil : self }

  func turns(after number: Int32) throws -> [Arrival] {
    try look()
    return try waiting?.turns(after: number) ?? []
  }

  func abandon(after number: Int32) { waiting?.abandon(after: number) }

  var tellsTasks: Bool { waiting?.tellsTasks ?? false }

  func began(_ number: Int32, at time: Instant) { waiting?.began(number, at: time) }

  func tasks(endedBy number: Int32) -> [TaskEnd] { waiting?.tasks(endedBy: number) ?? [] }

  /// Ends the run where it should not go on.
  private func look() throws {
    if pulled % Self.stride == 0 {
      if progress.isStopped { throw Interrupted() }
      if let failure = lane.failure { throw failure }
    }
    pulled += 1
    if let failure = metrics.failure { throw limit?.error ?? failure }
  }

  /// What was left out and changed of the workload.
  var report: TraceReport { source.reportSoFar }
}
