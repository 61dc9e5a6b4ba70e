import Kernel
import Workload

/// The workload of a run, with a look now and then whether the run should go on: a run ends early where it is asked to, or
/// where its rows cannot be written. A class, so that its account can be asked for after the simulation has taken it.
final class WatchedSource: ArrivalSource {
  private var source: any ArrivalSource
  private let lane: RecordLane
  private let progress: StudyProgress
  private var pulled = 0

  /// Arrivals between two looks.
  private static let stride = 256

  init(_ source: any ArrivalSource, lane: RecordLane, progress: StudyProgress) {
    self.source = source
    self.lane = lane
    self.progress = progress
  }

  func next() throws -> Arrival? {
    if pulled % Self.stride == 0 {
      if progress.isStopped { throw Interrupted() }
      if let failure = lane.failure { throw failure }
    }
    pulled += 1
    return try source.next()
  }

  /// What was left out and changed of the workload.
  var report: TraceReport { source.reportSoFar }
}
