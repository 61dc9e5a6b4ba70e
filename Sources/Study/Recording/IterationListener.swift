import Kernel
import Record

/// Listens to a run for its iterations alone, which go the way of its records.
final class IterationListener: Observer {
  private let lane: RecordLane

  init(_ lane: RecordLane) { self.lane = lane }

  func receive(_ event: RunEvent) {}

  func tokenGaps(_ gap: Duration, count: Int) {}

  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}

  func iterationsEnded(_ span: IterationSpan) { lane.receive(span) }
}
