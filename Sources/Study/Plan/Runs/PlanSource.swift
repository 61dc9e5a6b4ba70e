import Kernel
import Workload

/// The arrivals of one run, with a look at each whether it is to go on. A class, so that it can be asked after the simulation has
/// taken it.
final class PlanSource: ArrivalSource {
  /// A run that ends because its objective is out of reach.
  struct Hopeless: Error {}

  /// Requests between two words to the progress.
  private static let progressStride = 2048

  private var source: any ArrivalSource
  private let tally: ObjectiveTally
  private let progress: StudyProgress
  private let horizon: Instant
  private var pulled = 0
  /// Measured requests that come before the horizon.
  private(set) var measured = 0

  /// The requests of `source`.
  init(_ source: any ArrivalSource, horizon: Instant, tally: ObjectiveTally, progress: StudyProgress) {
    self.source = source
    self.horizon = horizon
    self.tally = tally
    self.progress = progress
  }

  func next() throws -> Arrival? {
    if tally.isHopeless { throw Hopeless() }
    if pulled % 256 == 0 && progress.isStopped { throw Interrupted() }
    guard let arrival = try source.next() else { return nil }
    if arrival.time <= horizon && tally.isMeasured(request: pulled, arrival: arrival.time) { measured += 1 }
    pulled += 1
    if pulled % Self.progressStride == 0 { progress.add(requests: Self.progressStride, at: arrival.time) }
    return arrival
  }
}
