import Kernel
import Metrics
import Record

/// Counts the requests of a run that break an objective while they end, and knows when the run cannot keep it any more.
///
/// It counts as ``RunMetrics`` does, and nothing else: a search asks hundreds of runs for this one figure.
final class ObjectiveTally: Observer {
  private struct Limit {
    let latency: RequestLatency
    let atMost: Int64
  }

  private let limits: [Limit]
  /// For each demand of the objective, which of the limits one request must meet together.
  private let demands: [[Int]]
  private let measuredFrom: Instant
  private let measuredFromRequest: Int
  /// Requests that may break each demand before the run is cut short; nil where it never is.
  private let allowance: [Int]?

  /// Measured requests that broke each demand, those turned away included.
  private(set) var broken: [Int]
  /// Measured requests that finished and exceeded each limit, in the order of ``limitMetrics(of:)``.
  private(set) var exceeded: [Int]
  /// The values of each limit's latency.
  private let tails: [LatencyTally]
  /// Measured requests that finished.
  private(set) var finished = 0
  /// Measured requests that were turned away.
  private(set) var rejected = 0
  /// Whether a demand is broken by more requests than are allowed.
  private(set) var isHopeless = false
  /// What was drawn and made until the last arrival.
  private(set) var untilLastArrival: (joules: Double, tokens: Int)?

  init(_ objective: Objective, warmUp: WarmUp, allowance: [Int]?) {
    let groups = Self.limitGroups(of: objective)
    limits = groups.flatMap { $0 }.map { limit in
      guard let latency = RequestLatency(limit.metric) else { preconditionFailure("no latency of single requests") }
      return Limit(latency: latency, atMost: limit.atMost.picoseconds)
    }
    var first = 0
    demands = groups.map { group in
      defer { first += group.count }
      return Array(first..<first + group.count)
    }
    (measuredFrom, measuredFromRequest) =
      switch warmUp {
      case .before(let instant): (instant, 0)
      case .requests(let count): (.start, count)
      case .none, .automatic: (.start, 0)
      }
    self.allowance = allowance
    broken = demands.map { _ in 0 }
    exceeded = limits.map { _ in 0 }
    tails = limits.map { _ in LatencyTally() }
  }

  /// The shares that the demands of an objective ask for: that of its limits together first, then each percentile's.
  static func asked(of objective: Objective) -> [Double] {
    (objective.limits.isEmpty ? [] : [objective.share]) + objective.percentileLimits.map(\.quantile)
  }

  /// The metric of each limit, demand by demand.
  static func limitMetrics(of objective: Objective) -> [MetricID] { limits(of: objective).map(\.metric) }

  /// The limits, demand by demand.
  static func limits(of objective: Objective) -> [Objective.Limit] { limitGroups(of: objective).flatMap { $0 } }

  private static func limitGroups(of objective: Objective) -> [[Objective.Limit]] {
    (objective.limits.isEmpty ? [] : [objective.limits]) + objective.percentileLimits.map { [$0.limit] }
  }

  /// The 99th percentile of each limit's latency over the requests that finished, in picoseconds, in the order of
  /// ``limitMetrics(of:)``.
  var p99Picoseconds: [Int64] { tails.map(\.p99) }

  /// Whether a request is not left out as warm-up.
  func isMeasured(request: Int, arrival: Instant) -> Bool { arrival >= measuredFrom && request >= measuredFromRequest }

  func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record):
      if isMeasured(request: record.request, arrival: record.arrival) { count(RequestLatencies(record)) }
    case .rejected(let request):
      guard isMeasured(request: request.request, arrival: request.arrival) else { return }
      rejected += 1
      for demand in demands.indices { breaks(demand) }
    case .sampled(let sample): if untilLastArrival == nil { untilLastArrival = (sample.joules, sample.outputTokens) }
    case .preempted, .transferred, .retried, .changed, .partFinished, .taskFinished: break
    }
  }

  private func count(_ latencies: RequestLatencies) {
    finished += 1
    for (limit, tail) in zip(limits, tails) { tail.add(latencies[limit.latency]) }
    for (demand, members) in demands.enumerated() {
      var keeps = true
      // What a request has no value of, it meets: the value is negative.
      for limit in members where latencies[limits[limit].latency] > limits[limit].atMost {
        exceeded[limit] += 1
        keeps = false
      }
      if !keeps { breaks(demand) }
    }
  }

  private func breaks(_ demand: Int) {
    broken[demand] += 1
    if let allowance, broken[demand] > allowance[demand] { isHopeless = true }
  }

  // Single tokens and iterations promise nothing.
  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  func iterationsEnded(_ span: IterationSpan) {}
}
