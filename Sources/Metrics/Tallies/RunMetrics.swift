import Kernel
import Record

/// Listens to a run and sums it up: O(1) a call, nothing a token, and constant memory unless samples are asked for.
///
/// Give it to one run, then ask for ``summary(of:cluster:figures:)``. Sums stand behind a pointer, for a class's own
/// properties would be checked for exclusive access on each of them.
public final class RunMetrics: Observer {
  let options: MetricsOptions
  let tally: UnsafeMutablePointer<RunTally>
  let classes: ClassTallies
  private let sink: (any RequestSink)?

  /// A listener that also passes each request's record on to `sink`, the database's recorder as a rule.
  public init(_ options: MetricsOptions = MetricsOptions(), sink: (any RequestSink)? = nil) {
    self.options = options
    self.sink = sink
    classes = ClassTallies(options)
    tally = .allocate(capacity: 1)
    tally.initialize(to: RunTally(options))
  }

  deinit {
    tally.deinitialize(count: 1)
    tally.deallocate()
  }

  /// Adds a fact to the sums and passes it on.
  public func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record):
      tally.pointee.add(record)
      classes.add(record)
    case .rejected(let request): tally.pointee.add(rejected: request.request, arrival: request.arrival, reason: request.reason)
    case .preempted: tally.pointee.preemptions += 1
    case .sampled(let sample): keep(sample)
    case .transferred, .retried: break  // The run's outcome has their sums.
    }
    sink?.receive(event)
  }

  /// Adds equal gaps to the pool.
  public func tokenGaps(_ gap: Duration, count: Int) { tally.pointee.gaps.add(gap.picoseconds, count: count) }

  /// Adds the gaps of a leap to the pool, a bucket at a time.
  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {
    tally.pointee.gaps.add(first: first.picoseconds, growth: growth.picoseconds, steps: steps, count: count)
  }

  /// Dates the gaps told before it, where a warm-up needs their dates.
  public func iterationsEnded(_ span: IterationSpan) { tally.pointee.gaps.settle(span) }

  /// Why the run cannot be summed up whole, such as a time series without end; a run that has one is to be ended.
  public private(set) var failure: InputError?

  /// Keeps a sample of the time series, as long as there may be more of them.
  private func keep(_ sample: SeriesSample) {
    let pools = sample.poolJoules.count
    if tally.pointee.series.count < TimeSeries.mostBins(pools: pools) {
      tally.pointee.series.append(sample)
    } else if failure == nil {
      failure = TimeSeries.fault(pools: pools)
    }
  }

  /// Requests that have finished so far, for progress.
  public var finished: Int { tally.pointee.finished }

  /// Requests whose latencies are kept for exact quantiles.
  package var keptSamples: Int { tally.pointee.samples?.count ?? 0 }

  /// The histogram of all token gaps, for pooling over seeds and for drawing.
  public var tokenGapHistogram: LatencyHistogram { tally.pointee.gaps.histogram.copy() }
}
