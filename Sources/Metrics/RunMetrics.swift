import Kernel
import Serving

/// What ``RunMetrics`` is to do.
public struct MetricsOptions: Sendable {
  /// Which requests are left out.
  public var warmUp: WarmUp
  /// What was promised, where something was.
  public var objective: Objective?
  /// Whether every request's latencies are kept, for exact quantiles, at 48 bytes a finished request. Token gaps are
  /// pooled in a histogram all the same.
  public var keepsSamples: Bool

  /// Options; the defaults measure everything in constant memory.
  public init(warmUp: WarmUp = .none, objective: Objective? = nil, keepsSamples: Bool = false) {
    self.warmUp = warmUp
    self.objective = objective
    self.keepsSamples = keepsSamples
  }
}

/// Listens to a run and sums it up: O(1) a call, nothing a token, and constant memory unless samples are asked for.
///
/// Give it to one run, then ask for ``summary(of:cluster:figures:)``. Sums stand behind a pointer, for a class's own
/// properties would be checked for exclusive access on each of them.
public final class RunMetrics: Observer {
  let options: MetricsOptions
  let tally: UnsafeMutablePointer<RunTally>
  private let sink: (any RequestSink)?

  /// A listener that also passes each request's record on to `sink`, the database's recorder as a rule.
  public init(_ options: MetricsOptions = MetricsOptions(), sink: (any RequestSink)? = nil) {
    self.options = options
    self.sink = sink
    tally = .allocate(capacity: 1)
    tally.initialize(to: RunTally(options))
  }

  deinit {
    tally.deinitialize(count: 1)
    tally.deallocate()
  }

  public func requestFinished(_ record: RequestRecord) {
    tally.pointee.add(record)
    sink?.requestFinished(record)
  }

  public func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {
    tally.pointee.add(rejected: request, arrival: arrival, reason: reason)
    sink?.requestRejected(
      RejectedRequest(request: request, arrival: arrival, promptTokens: promptTokens, outputTokens: outputTokens, reason: reason))
  }

  public func requestPreempted(request: Int, replica: Int, time: Instant) { tally.pointee.preemptions += 1 }

  public func tokenGaps(_ gap: Duration, count: Int) { tally.pointee.gaps.add(gap.picoseconds, count: count) }

  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {
    tally.pointee.gaps.add(first: first.picoseconds, growth: growth.picoseconds, steps: steps, count: count)
  }

  public func iterationsEnded(_ span: IterationSpan) { tally.pointee.gaps.settle(span) }

  public func sampled(_ sample: SeriesSample) { tally.pointee.series.append(sample) }

  /// Requests that have finished so far, for progress.
  public var finished: Int { tally.pointee.finished }

  /// The histogram of all token gaps, for pooling over seeds and for drawing.
  public var tokenGapHistogram: LatencyHistogram { tally.pointee.gaps.histogram.copy() }
}
