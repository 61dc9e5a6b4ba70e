import Kernel
import Metrics

/// Two scenarios on common random numbers: what both share cancels in each pair, so that the interval of the difference is far
/// narrower than the difference of two intervals (Law, "Simulation Modeling and Analysis", 2015, section 11.2).
public struct PairedComparison: Sendable {
  /// What is paired.
  public enum Pairing: Hashable, Sendable {
    /// Runs with the same seed.
    case seeds(Int)
    /// The same requests of one run each, in batches of consecutive arrivals.
    case requests(Int)
    /// Nothing could be paired: figures stand side by side without an interval.
    case none
  }

  /// The baseline's name.
  public let baseline: String
  /// The candidate's name.
  public let candidate: String
  /// What is paired.
  public let pairing: Pairing
  /// The measures, in the order asked for; those that either side cannot tell are left out.
  public let rows: [ComparisonRow]

  /// Compares by `measures`: over seeds where both sides have the same two or more, else over the requests that finished in the
  /// first run of both.
  public init(baseline: Replications, candidate: Replications, measures: [Measure] = Measure.compared) {
    self.baseline = baseline.name
    self.candidate = candidate.name
    let seeds = baseline.runs.map(\.seed)
    if seeds.count > 1 && seeds == candidate.runs.map(\.seed) {
      pairing = .seeds(seeds.count)
      rows = Self.told(measures.compactMap { Self.overSeeds($0, baseline, candidate) })
      return
    }
    let firstMeasured = max(baseline.first.warmUpRequests, candidate.first.warmUpRequests)
    let pairs = RequestPairing(
      baseline: baseline.runs[0].records, candidate: candidate.runs[0].records, firstMeasured: firstMeasured)
    pairing = pairs.count >= RequestPairing.fewest ? .requests(pairs.count) : .none
    rows = Self.told(measures.compactMap { Self.overRequests($0, baseline.first, candidate.first, pairs) })
  }

  /// All rows but those of measures that are told only where they differ, and do not.
  private static func told(_ rows: [ComparisonRow]) -> [ComparisonRow] {
    rows.filter { $0.difference != 0 || !Measure.comparedWhereDifferent.contains($0.measure.metric) }
  }

  private static func overSeeds(_ measure: Measure, _ baseline: Replications, _ candidate: Replications) -> ComparisonRow? {
    guard let first = baseline.values(of: measure), let second = candidate.values(of: measure),
      let paired = PairedDifference(baseline: first, candidate: second)
    else { return nil }
    return ComparisonRow(
      measure: measure, baseline: paired.baselineMean, candidate: paired.candidateMean, interval: paired.interval)
  }

  private static func overRequests(
    _ measure: Measure, _ baseline: RunSummary, _ candidate: RunSummary, _ pairs: RequestPairing
  ) -> ComparisonRow? {
    guard let first = measure.value(in: baseline), let second = measure.value(in: candidate) else { return nil }
    let interval = pairs.interval(of: measure).map {
      ConfidenceInterval(mean: second - first, halfWidth: $0.halfWidth, degreesOfFreedom: $0.degreesOfFreedom)
    }
    return ComparisonRow(measure: measure, baseline: first, candidate: second, interval: interval)
  }
}
