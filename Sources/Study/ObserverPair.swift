import Kernel
import Serving

/// Two observers that hear the same run, the first one first.
final class ObserverPair: Observer {
  private let first: any Observer
  private let second: any Observer

  init(_ first: any Observer, _ second: any Observer) {
    self.first = first
    self.second = second
  }

  func requestFinished(_ record: RequestRecord) {
    first.requestFinished(record)
    second.requestFinished(record)
  }

  func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {
    first.requestRejected(request: request, arrival: arrival, promptTokens: promptTokens, outputTokens: outputTokens, reason: reason)
    second.requestRejected(request: request, arrival: arrival, promptTokens: promptTokens, outputTokens: outputTokens, reason: reason)
  }

  func requestPreempted(request: Int, replica: Int, time: Instant) {
    first.requestPreempted(request: request, replica: replica, time: time)
    second.requestPreempted(request: request, replica: replica, time: time)
  }

  func tokenGaps(_ gap: Duration, count: Int) {
    first.tokenGaps(gap, count: count)
    second.tokenGaps(gap, count: count)
  }

  func tokenGaps(first gap: Duration, growth: Duration, steps: Int, count: Int) {
    first.tokenGaps(first: gap, growth: growth, steps: steps, count: count)
    second.tokenGaps(first: gap, growth: growth, steps: steps, count: count)
  }

  func iterationsEnded(_ span: IterationSpan) {
    first.iterationsEnded(span)
    second.iterationsEnded(span)
  }

  func sampled(_ sample: SeriesSample) {
    first.sampled(sample)
    second.sampled(sample)
  }
}
