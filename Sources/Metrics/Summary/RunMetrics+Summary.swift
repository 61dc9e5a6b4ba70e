import Kernel
import Record

extension RunMetrics {
  /// The run's summary, when it is over. Equal runs give equal summaries, bit for bit, whatever the order in which
  /// simultaneous things were told.
  ///
  /// - Parameters:
  ///   - outcome: what the run came to; its counts must be those that were told.
  ///   - cluster: what ran, for prices.
  ///   - figures: of each pool's replicas, in the cluster's order, for MFU and MBU; empty leaves those two out.
  public func summary(of outcome: RunOutcome, cluster: ClusterDescription, figures: [UtilizationFigures] = []) -> RunSummary {
    precondition(
      outcome.finished == tally.value.finished && outcome.rejected == Self.list(tally.value.rejected),
      "the run's counts are not those that were told")
    tally.value.gaps.settleAll()
    let scope = MeasuredScope(tally.value, options, outcome)
    let objective = options.objective.map { scope.result(of: $0, tally.value) }
    let energy = EnergyAndCost(outcome, cluster)
    var metrics = latencySummaries(scope)
    metrics += scope.rates(objective, outcome)
    metrics += taskSummaries(scope)
    metrics += levels(outcome, cluster, figures)
    let series = TimeSeries.bins(tally.value.series, outcome)
    metrics += energy.metrics(
      outcome, requests: tally.value.finished - tally.value.parts, promptTokens: tally.value.promptTokens, series: series)
    return RunSummary(
      end: outcome.end, measuredFrom: scope.from, warmUp: options.warmUp.description, warmUpRequests: scope.firstRequest,
      counts: RequestCounts(
        arrived: outcome.arrived, finished: outcome.finished, rejected: outcome.rejected, unfinished: outcome.unfinished),
      measured: scope.counts, preemptions: tally.value.preemptions, promptTokens: outcome.promptTokens,
      outputTokens: outcome.outputTokens, cachedTokens: tally.value.cachedTokens, joules: energy.joules, dollars: energy.dollars,
      metrics: metrics.sorted { $0.metric < $1.metric }, objective: objective,
      stability: stability(outcome),
      series: series, replicas: outcome.replicas, digest: outcome.digest,
      classes: classes.value.summaries(scope, arrived: outcome.arrived), handOvers: outcome.handOvers,
      replicaChanges: tally.value.replicaChanges)
  }

  /// The trend of the requests in the system. Three times as long as a request is served for, the system fills: of services of
  /// exponential length 5 % last longer.
  private func stability(_ outcome: RunOutcome) -> Stability? {
    let served = Double(nearest: tally.value.timeInSystem - tally.value.timeToSchedule) / 1e12
    return Stability(
      population: tally.value.population.population(arrived: outcome.arrived, end: outcome.end.picoseconds),
      fillingSeconds: 3 * served / Double(max(1, outcome.finished)),
      arrivalsPerSecond: tally.value.population.arrivalsPerSecond(arrived: outcome.arrived),
      waitingShare: Double(nearest: tally.value.timeToSchedule) / max(1, Double(nearest: tally.value.timeInSystem)))
  }

  static func list(_ counts: (Int, Int, Int)) -> [Int] { [counts.0, counts.1, counts.2] }

  // MARK: Levels of the whole run

  private func levels(_ outcome: RunOutcome, _ cluster: ClusterDescription, _ figures: [UtilizationFigures]) -> [MetricSummary] {
    let seconds = outcome.end.seconds
    guard seconds > 0 else { return [] }
    var metrics: [MetricSummary] = []
    if outcome.unfinished == 0 {
      metrics.append(MetricSummary(metric: .requestsInSystem, mean: Double(tally.value.timeInSystem) / 1e12 / seconds))
      metrics.append(MetricSummary(metric: .queueLength, mean: Double(tally.value.timeToSchedule) / 1e12 / seconds))
    }
    guard !outcome.replicas.isEmpty else { return metrics }
    let busy = outcome.replicas.reduce(0) { $0 + $1.busy.seconds }
    metrics.append(MetricSummary(metric: .busyShare, mean: busy / seconds / Double(outcome.replicas.count)))
    let pipelines = outcome.replicas.filter { !$0.stageBusy.isEmpty }
    let stageTime = pipelines.reduce(0) { $0 + $1.busy.seconds * Double($1.stageBusy.count) }
    if stageTime > 0 {
      let bubbles = pipelines.reduce(0) { $0 + $1.bubble.seconds }
      metrics.append(MetricSummary(metric: .pipelineBubbleShare, mean: bubbles / stageTime))
    }
    guard figures.count == cluster.pools.count else { return metrics }
    var (flops, bytes, peakFlops, peakBytes) = (0.0, 0.0, 0.0, 0.0)
    for (index, replica) in outcome.replicas.enumerated() {
      let figure = figures[replica.pool]
      precondition(figure.expertBytes == 0 || expertReads != nil, "what is read of routed experts was not asked for")
      flops += figure.flops(of: replica)
      bytes += figure.bytes(of: replica, timesExpertsRead: expertReads?.timesRead(replica: index, pool: replica.pool) ?? 0)
      peakFlops += figure.peakFlopsPerSecond
      peakBytes += figure.peakBytesPerSecond
    }
    if peakFlops > 0 { metrics.append(MetricSummary(metric: .mfu, mean: flops / peakFlops / seconds)) }
    if peakBytes > 0 { metrics.append(MetricSummary(metric: .mbu, mean: bytes / peakBytes / seconds)) }
    return metrics
  }

  // MARK: Latencies

  private func latencySummaries(_ scope: MeasuredScope) -> [MetricSummary] {
    tally.value.mergeSets(from: scope.firstBatch)
    let summaries = RequestLatency.allCases.map { summary($0, scope) } + [gapSummary(scope), chunkGapSummary(scope)]
    return summaries.compactMap { $0 }
  }

  private func summary(_ latency: RequestLatency, _ scope: MeasuredScope) -> MetricSummary? {
    let index = latency.rawValue
    let count = tally.value.sets[scope.firstBatch].histograms[index].count
    guard count > 0 else { return nil }
    let mean = Double(nearest: scope.total.latencies[index]) / Double(count) / 1e9
    let samples = tally.value.samples?.column(latency, from: scope.firstRequest)
    let interval = scope.interval({ $0.latencies[index] }, { $0.count(of: latency) })
    return MetricSummary(
      metric: latency.metric, count: count, undefined: scope.total.finished - scope.total.parts - scope.total.count(of: latency),
      mean: mean,
      spread: Spread(tally.value.sets[scope.firstBatch].histograms[index], samples),
      interval: interval.map { ConfidenceInterval(mean: mean, halfWidth: $0.halfWidth, degreesOfFreedom: $0.degreesOfFreedom) },
      method: samples == nil ? .histogram(relativeError: LatencyHistogram.relativeError) : .exact)
  }

  /// Token gaps: the mean of the pool, its interval from the measured requests' own sums of gaps. A warm-up that is found only when
  /// the run is over cannot be taken out of the pool; the summary says so, and gives no interval.
  private func gapSummary(_ scope: MeasuredScope) -> MetricSummary? {
    let count = tally.value.gaps.histogram.count
    guard count > 0, let mean = tally.value.gaps.histogram.mean else { return nil }
    let isSeparable = scope.firstRequest == 0 || options.warmUp != .automatic
    let interval = isSeparable ? scope.interval({ $0.gapTime }, { $0.gaps }) : nil
    return MetricSummary(
      metric: .itl, count: count, mean: mean / 1e9,
      spread: Spread(tally.value.gaps.histogram),
      interval: interval.map { ConfidenceInterval(mean: mean / 1e9, halfWidth: $0.halfWidth, degreesOfFreedom: $0.degreesOfFreedom) },
      method: .histogram(relativeError: LatencyHistogram.relativeError), excludesWarmUp: isSeparable)
  }
}

extension RunMetrics {
  /// What tasks took, where the load is made of them. A warm-up that is found only when the run is over cannot be taken out.
  private func taskSummaries(_ scope: MeasuredScope) -> [MetricSummary] {
    if tally.value.tasks.isEmpty { return [] }
    let count = tally.value.tasks.value.latencies.count
    guard let mean = tally.value.tasks.value.latencies.mean else { return [] }
    let isSeparable = scope.firstRequest == 0 || options.warmUp != .automatic
    var summaries = [
      MetricSummary(
        metric: .taskLatency, count: count, mean: mean / 1e9, spread: Spread(tally.value.tasks.value.latencies),
        method: .histogram(relativeError: LatencyHistogram.relativeError), excludesWarmUp: isSeparable),
      MetricSummary(
        metric: .requestsPerTask, count: count, mean: Double(tally.value.tasks.value.requests) / Double(count), excludesWarmUp: isSeparable),
    ]
    if scope.seconds > 0 && isSeparable {
      summaries.append(MetricSummary(metric: .taskThroughput, count: count, mean: Double(count) / scope.seconds))
    }
    return summaries
  }

  /// Token gaps without those of tokens that come together, where there are any.
  private func chunkGapSummary(_ scope: MeasuredScope) -> MetricSummary? {
    let zeros = tally.value.gaps.histogram.zeros
    let count = tally.value.gaps.histogram.count - zeros
    guard zeros > 0, count > 0 else { return nil }
    return MetricSummary(
      metric: .chunkGap, count: count, mean: Double(nearest: tally.value.gaps.histogram.sum) / Double(count) / 1e9,
      spread: Spread(tally.value.gaps.histogram, leavingOut: zeros),
      method: .histogram(relativeError: LatencyHistogram.relativeError),
      excludesWarmUp: scope.firstRequest == 0 || options.warmUp != .automatic)
  }
}

extension Spread {
  /// The spread in milliseconds of what a histogram holds: exact quantiles from `samples` where there are any, else the histogram's.
  /// `leavingOut` so many of the least values, which must not be all of them.
  init(_ histogram: borrowing LatencyHistogram, _ samples: SampleColumn? = nil, leavingOut left: Int = 0) {
    /// Among all values, where so great a share of those that are not left out lies.
    func share(_ fraction: Double) -> Double {
      left == 0 ? fraction : (Double(left) + fraction * Double(histogram.count - 1 - left)) / Double(histogram.count - 1)
    }
    var quantiles = InlineArray<4, Double>(repeating: 0)
    var samples = samples
    for (index, fraction) in [0.5, 0.9, 0.95, 0.99].enumerated() {
      quantiles[index] = (samples?.quantile(fraction) ?? histogram.quantile(share(fraction)) ?? 0) / 1e9
    }
    self.init(
      minimum: left == 0 ? Double(histogram.minimum ?? 0) / 1e9 : (histogram.quantile(share(0)) ?? 0) / 1e9, p50: quantiles[0],
      p90: quantiles[1], p95: quantiles[2], p99: quantiles[3],
      maximum: Double(histogram.maximum ?? 0) / 1e9)
  }
}
