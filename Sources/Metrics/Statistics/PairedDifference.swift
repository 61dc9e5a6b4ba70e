/// Candidate less baseline over the same seeds: with common random numbers what both share cancels, and the interval
/// is as narrow as the difference is steady.
public struct PairedDifference: Hashable, Sendable {
  /// The interval of the mean difference, candidate less baseline.
  public var interval: ConfidenceInterval
  /// The baseline's mean over the seeds.
  public var baselineMean: Double
  /// The candidate's mean over the seeds.
  public var candidateMean: Double
  /// How many pairs.
  public var pairs: Int

  /// What the evidence says of the candidate.
  public enum Verdict: String, Hashable, Sendable {
    /// The interval lies wholly on the better side of zero.
    case better
    /// The interval lies wholly on the worse side of zero.
    case worse
    /// The interval holds zero: these seeds cannot tell.
    case undecided = "no difference shown"
    /// The metric has no better side, but the interval does not hold zero.
    case different
  }

  /// Pairs the values by position; nil where there are fewer than two pairs or the counts differ.
  public init?(baseline: [Double], candidate: [Double], level: Double = 0.95) {
    guard baseline.count == candidate.count,
      let interval = ConfidenceInterval(ofMeanOf: zip(candidate, baseline).map { $0 - $1 }, level: level)
    else { return nil }
    self.interval = interval
    baselineMean = baseline.reduce(0, +) / Double(baseline.count)
    candidateMean = candidate.reduce(0, +) / Double(candidate.count)
    pairs = baseline.count
  }

  /// Whether the candidate is better, where better lies in the given direction.
  public func verdict(_ direction: MetricDefinition.Direction) -> Verdict {
    if interval.low <= 0 && interval.high >= 0 { return .undecided }
    return switch direction {
    case .lowerIsBetter: interval.mean < 0 ? .better : .worse
    case .higherIsBetter: interval.mean > 0 ? .better : .worse
    case .descriptive: .different
    }
  }
}
