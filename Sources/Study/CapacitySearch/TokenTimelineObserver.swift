import Kernel
import Record

/// Gathers a ``TokenTimeline`` while a run goes on. It notes every iteration, which a run without it does not.
final class TokenTimelineObserver: Observer {
  private(set) var timeline = TokenTimeline()

  func receive(_ event: RunEvent) {
    if case .finished(let record) = event { timeline.records.append(record) }
  }

  // Gaps say nothing of which request they are of; the ends of iterations do.
  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}

  func iterationsEnded(_ span: IterationSpan) {
    if span.decodeSequences == 0 { return }
    while timeline.decodeEnds.count <= span.replica { timeline.decodeEnds.append([]) }
    var end = span.start
    var duration = span.firstDuration
    for _ in 0..<span.count {
      end += duration
      duration += span.growth
      timeline.decodeEnds[span.replica].append(end)
    }
  }
}
