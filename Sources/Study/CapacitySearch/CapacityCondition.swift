import Metrics
import Scenario

/// What must hold at a rate or a number of replicas for it to count as within capacity.
public enum CapacityCondition: Sendable {
  /// A statistic of a metric is no more than a bound, in the metric's unit; the mean over the seeds counts.
  case atMost(Measure, Double)
  /// A statistic of a metric is no less than a bound.
  case atLeast(Measure, Double)
  /// A quantile of how much slower requests are than alone on a reference machine is no more than a bound.
  case slowdown(CapacityQuestion.SlowdownLimit, SlowdownReference)
  /// A share of the requests keeps a pace.
  case pace(TokenPace, share: Double)

  /// Whether records of single requests are needed.
  var needsRecords: Bool { if case .slowdown = self { true } else { false } }

  /// Whether the times of single tokens are needed.
  var needsTokens: Bool { if case .pace = self { true } else { false } }

  /// How the condition fares in the runs of a probe. One that a run cannot tell is not met, nor is one on latencies where
  /// requests were turned away or never ended: an overload must not pass by losing what it would have served late.
  func finding(in runs: ObservedRuns) -> CapacityFinding {
    switch self {
    case .atMost(let measure, let bound):
      let value = runs.replications.mean(of: measure)
      return CapacityFinding(
        name: Self.name(measure), value: value, bound: bound, isMet: runs.isComplete && value.map { $0 <= bound } ?? false)
    case .atLeast(let measure, let bound):
      let value = runs.replications.mean(of: measure)
      return CapacityFinding(name: Self.name(measure), value: value, bound: bound, isMet: value.map { $0 >= bound } ?? false)
    case .slowdown(let limit, let reference):
      let value = reference.slowdown(limit.metric, quantile: limit.quantile, in: runs.replications)
      let name = "slowdown of \(limit.metric.rawValue) p\(Int((limit.quantile * 100).rounded()))"
      return CapacityFinding(
        name: name, value: value, bound: limit.bound, isMet: runs.isComplete && value.map { $0 <= limit.bound } ?? false)
    case .pace(let pace, let share):
      let kept = runs.paceKept(pace).share
      return CapacityFinding(name: "share that keeps the pace", value: kept, bound: share, isMet: kept >= share)
    }
  }

  private static func name(_ measure: Measure) -> String { "\(measure.metric.rawValue) \(measure.statistic.rawValue)" }
}
