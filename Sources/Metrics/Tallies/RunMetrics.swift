import Kernel
import Record

/// Listens to a run and sums it up: O(1) a call, nothing a token, and constant memory unless samples are asked for.
///
/// Give it to one run, then ask for ``summary(of:cluster:figures:)``. The sums are in cells of their own, for
/// the check of a class's own properties costs more than the sums.
public final class RunMetrics: Observer {
  let options: MetricsOptions
  let tally: Cell<RunTally>
  let classes: Cell<ClassTallies>
  private let sink: (any RequestSink)?
  private let hasClasses: Bool
  private let datesGaps: Bool
  /// What of routed experts was read; nil where there are none.
  let expertReads: ExpertReads?
  private let followsIterations: Bool

  /// A listener that also passes each request's record on to `sink`, the database's recorder as a rule.
  public init(_ options: MetricsOptions = MetricsOptions(), sink: (any RequestSink)? = nil) {
    self.options = options
    self.sink = sink
    classes = Cell(ClassTallies(options))
    tally = Cell(RunTally(options))
    hasClasses = !options.classes.isEmpty
    datesGaps = tally.value.gaps.from > .start
    expertReads = ExpertReads(options.expertShares)
    followsIterations = datesGaps || expertReads != nil
  }

  /// Adds a fact to the sums and passes it on.
  public func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record):
      tally.value.add(record)
      if hasClasses { classes.value.add(record) }
    case .partFinished(let record): tally.value.add(part: record)
    case .taskFinished(let task): tally.value.add(task)
    case .rejected(let request): tally.value.add(rejected: request.request, arrival: request.arrival, reason: request.reason)
    case .preempted: tally.value.preemptions += 1
    case .sampled(let sample): keep(sample)
    case .changed(let change): tally.value.replicaChanges.append(change)
    case .transferred, .retried: break  // The run's outcome has their sums.
    }
    sink?.receive(event)
  }

  /// Adds equal gaps to the pool.
  public func tokenGaps(_ gap: Duration, count: Int) { tally.value.gaps.add(gap.picoseconds, count: count) }

  /// Adds the gaps of a leap to the pool, a bucket at a time.
  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {
    tally.value.gaps.add(first: first.picoseconds, growth: growth.picoseconds, steps: steps, count: count)
  }

  /// Dates the gaps told before it, where a warm-up needs their dates, and sums up what of routed experts was read, where there are any.
  @inline(__always) public func iterationsEnded(_ span: IterationSpan) {
    if followsIterations { follow(span) }
  }

  // A function of its own and not inlined, so that runs without either pay for a comparison alone.
  @inline(never) private func follow(_ span: IterationSpan) {
    if datesGaps { tally.value.gaps.settle(span) }
    expertReads?.add(span)
  }

  /// Why the run cannot be summed up whole, such as a time series without end; a run that has one is to be ended.
  public private(set) var failure: InputError?

  /// Keeps a sample of the time series, as long as there may be more of them.
  private func keep(_ sample: SeriesSample) {
    let pools = sample.poolJoules.count
    if tally.value.series.count < TimeSeries.mostBins(pools: pools) {
      tally.value.series.append(sample)
    } else if failure == nil {
      failure = TimeSeries.fault(pools: pools)
    }
  }

  /// Requests that have finished so far, for progress.
  public var finished: Int { tally.value.finished }

  /// Requests whose latencies are kept for exact quantiles.
  package var keptSamples: Int { tally.value.samples?.count ?? 0 }

  /// The histogram of all token gaps, for pooling over seeds and for drawing.
  public var tokenGapHistogram: LatencyHistogram { tally.value.gaps.histogram.copy() }
}
