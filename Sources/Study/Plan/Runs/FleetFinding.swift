import Kernel
import Metrics

/// How a fleet fared at a rate.
public struct FleetFinding: Hashable, Sendable {
  /// What gives way first where load grows.
  public enum Weakness: Hashable, Sendable {
    /// This latency exceeds its limit for most of those that break the promise.
    case latency(MetricID)
    /// Most of them are turned away.
    case rejection
    /// Most of them never end.
    case unfinished
  }

  /// The fleet.
  public let fleet: PlanFleet
  /// The rate over the rate asked for.
  public let rate: Double
  /// Its runs, a seed each.
  public let trials: [PlanTrial]
  /// What they say of the objective.
  public let finding: AttainmentTest.Finding
  /// The demand of the objective that is nearest to its share, or furthest below it.
  public let demand: Int
  /// What most requests that broke the objective broke; nil where none did.
  public let weakness: Weakness?
  /// The slow ends of the latencies that the objective limits; empty where a run cannot tell them.
  public let tails: [LatencyTail]
  /// Output tokens a second of the load at this rate.
  public let outputTokensPerSecond: Double

  init(
    _ fleet: PlanFleet, rate: Double, outputTokensPerSecond: Double, trials: [PlanTrial], test: AttainmentTest, objective: Objective
  ) {
    self.fleet = fleet
    self.rate = rate
    self.outputTokensPerSecond = outputTokensPerSecond
    self.trials = trials
    finding = test.finding(trials)
    let spare = test.asked.indices.map { AttainmentTest.mean(trials, demand: $0) - test.asked[$0] }
    demand = spare.indices.min { spare[$0] < spare[$1] } ?? 0
    weakness = Self.weakness(trials, objective)
    tails = Self.tails(trials, objective)
  }

  /// The share that met the demand, in the mean over the seeds. Of runs that were cut short it is less than this.
  public var share: Double { AttainmentTest.mean(trials, demand: demand) }
  /// Whether a run was cut short, so that ``share`` is a bound.
  public var isCut: Bool { trials.contains(where: \.isCut) }
  /// Half the 95 % confidence interval of the share; nil of one run, or where one was cut short.
  public var halfWidth: Double? { trials.count < 2 || isCut ? nil : AttainmentTest.halfWidth(trials, demand: demand) }
  /// Whether the mean share of every demand reaches what `test` asks, whatever its error: for figures that are read off a curve.
  func reaches(_ test: AttainmentTest) -> Bool {
    !isCut && test.asked.indices.allSatisfy { AttainmentTest.mean(trials, demand: $0) >= test.asked[$0] }
  }

  /// Joules for an output token, in the mean over the seeds; nil where a run cannot tell it.
  public var joulesPerOutputToken: Double? {
    let values = trials.compactMap(\.joulesPerOutputToken)
    return values.count == trials.count && !values.isEmpty ? values.reduce(0, +) / Double(values.count) : nil
  }

  /// Watts that the fleet draws in steady state, in the mean; nil where ``joulesPerOutputToken`` is.
  public var watts: Double? { joulesPerOutputToken.map { $0 * outputTokensPerSecond } }

  /// The worst of ``tails``, over its limit; nil where there are none.
  public var latencyOverLimit: Double? { tails.map(\.overLimit).max() }

  private static func tails(_ trials: [PlanTrial], _ objective: Objective) -> [LatencyTail] {
    let known = trials.compactMap(\.p99Picoseconds)
    if known.count < trials.count || known.isEmpty { return [] }
    return ObjectiveTally.limits(of: objective).enumerated().map { index, limit in
      let mean = known.reduce(0.0) { $0 + Double($1[index]) } / Double(known.count)
      return LatencyTail(metric: limit.metric, seconds: mean / 1e12, limitSeconds: limit.atMost.seconds)
    }
  }

  private static func weakness(_ trials: [PlanTrial], _ objective: Objective) -> Weakness? {
    let metrics = ObjectiveTally.limitMetrics(of: objective)
    var counts = metrics.indices.map { limit in (Weakness.latency(metrics[limit]), trials.reduce(0) { $0 + $1.exceeded[limit] }) }
    counts.append((.rejection, trials.reduce(0) { $0 + $1.rejected }))
    counts.append((.unfinished, trials.reduce(0) { $0 + $1.unfinished }))
    let most = counts.max { $0.1 < $1.1 }
    return most.flatMap { $0.1 > 0 ? $0.0 : nil }
  }
}
