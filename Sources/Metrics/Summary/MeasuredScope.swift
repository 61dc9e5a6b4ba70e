import Kernel
import Record

/// The part of a run that its metrics speak of: all of it, or what follows the warm-up.
struct MeasuredScope {
  /// Requests numbered below this are left out.
  let firstRequest: Int
  /// The first batch that counts; batches before it hold nothing, or an automatic warm-up.
  let firstBatch: Int
  /// When the measured period begins.
  let from: Instant
  /// Sums over the measured, finished requests.
  let total: BatchSums.Batch
  /// The measured requests by what became of them.
  let counts: RequestCounts
  /// The measured period in seconds; 0 where nothing happened.
  let seconds: Double
  private let batches: [BatchSums.Batch]

  init(_ tally: borrowing RunTally, _ options: MetricsOptions, _ outcome: RunOutcome) {
    let all = tally.batches.all
    firstBatch = options.warmUp == .automatic ? Self.automaticCut(all) : 0
    let first: Int =
      switch options.warmUp {
      case .none: 0
      case .before: tally.leftOut
      case .requests(let count): count
      case .automatic: firstBatch << tally.batches.shift
      }
    firstRequest = min(first, outcome.arrived)
    total = tally.batches.total(from: firstBatch)
    batches = Array(all[firstBatch...])
    from = Self.start(options.warmUp, firstRequest: firstRequest, earliest: total.earliestArrival, end: outcome.end)
    seconds = (outcome.end - from).seconds
    let rejected = RunMetrics.list(total.rejected)
    let arrived = outcome.arrived - firstRequest
    counts = RequestCounts(
      arrived: arrived, finished: total.finished, rejected: rejected,
      unfinished: arrived - total.finished - rejected.reduce(0, +))
    precondition(counts.unfinished >= 0, "more measured requests ended than arrived")
  }

  /// The later of the cuts that TTFT and end-to-end latency ask for, over the batches that are whole.
  private static func automaticCut(_ batches: [BatchSums.Batch]) -> Int {
    guard let last = batches.lastIndex(where: { $0.finished > 0 }) else { return 0 }
    // A batch with nothing finished repeats the one before it rather than shifting all that follow.
    func means(_ latency: RequestLatency) -> [Double] {
      var means: [Double] = []
      for batch in batches[..<last] {
        let sum = Double(batch.latencies[latency.rawValue])
        let count = batch.finished - batch.parts
        means.append(count > 0 ? sum / Double(count) : means.last ?? 0)
      }
      return means
    }
    return max(MSER.warmUpBatches(means(.ttft)), MSER.warmUpBatches(means(.e2e)))
  }

  private static func start(_ warmUp: WarmUp, firstRequest: Int, earliest: Int64, end: Instant) -> Instant {
    switch warmUp {
    case .none: .start
    case .before(let instant): min(instant, end)
    case .requests, .automatic: firstRequest == 0 ? .start : min(Instant(picoseconds: earliest), end)
    }
  }

  /// The confidence interval in milliseconds of a sum of picoseconds over a count.
  func interval(_ sum: (BatchSums.Batch) -> Int128, _ count: (BatchSums.Batch) -> Int) -> ConfidenceInterval? {
    BatchMeans.interval(sums: batches.map { Double(nearest: sum($0)) / 1e9 }, counts: batches.map { Double(count($0)) })
  }

  /// How the objective was kept by the measured requests.
  func result(of objective: Objective, _ tally: borrowing RunTally) -> ObjectiveResult {
    let texts = objective.demandTexts
    var demands: [ObjectiveResult.Demand] = []
    for (index, text) in texts.enumerated() {
      let met = tally.batches.met(demand: index, from: firstBatch)
      demands.append(ObjectiveResult.Demand(text: text.text, met: met, of: counts.arrived - total.parts, asked: text.asked))
    }
    let good = tally.batches.met(demand: texts.count, from: firstBatch)
    return ObjectiveResult(
      demands: demands, good: good, of: counts.arrived - total.parts, goodput: seconds > 0 ? Double(good) / seconds : 0)
  }

  /// Throughput and goodput over the measured period; none of a period without length.
  func rates(_ objective: ObjectiveResult?, _ outcome: RunOutcome) -> [MetricSummary] {
    guard seconds > 0 else { return [] }
    var metrics = [
      MetricSummary(metric: .requestThroughput, count: counts.finished - total.parts, mean: Double(total.finished - total.parts) / seconds),
      MetricSummary(metric: .outputThroughput, count: counts.finished, mean: Double(total.outputTokens) / seconds),
      MetricSummary(
        metric: .totalThroughput, count: counts.finished,
        mean: (Double(total.promptTokens) + Double(total.outputTokens)) / seconds),
    ]
    if let objective {
      metrics.append(MetricSummary(metric: .goodput, count: objective.of, mean: objective.goodput))
      metrics.append(
        MetricSummary(metric: .attainment, count: objective.of, mean: objective.of == 0 ? 1 : Double(objective.good) / Double(objective.of))
      )
    }
    return metrics
  }
}
