import Metrics

/// One measure of a comparison: what baseline and candidate come to, and what may be said of the difference.
public struct ComparisonRow: Hashable, Sendable {
  /// The measure.
  public let measure: Measure
  /// The baseline's value: the mean over the pairs' seeds, or that of the one run.
  public let baseline: Double
  /// The candidate's value.
  public let candidate: Double
  /// The 95 % confidence interval of the difference, candidate less baseline; nil where the pairing cannot tell one.
  public let interval: ConfidenceInterval?

  /// A row.
  public init(measure: Measure, baseline: Double, candidate: Double, interval: ConfidenceInterval?) {
    self.measure = measure
    self.baseline = baseline
    self.candidate = candidate
    self.interval = interval
  }

  /// Candidate less baseline.
  public var difference: Double { candidate - baseline }

  /// What the evidence says of the candidate; nil where there is no interval.
  public var verdict: PairedDifference.Verdict? {
    guard let interval else { return nil }
    if interval.low <= 0 && interval.high >= 0 { return .undecided }
    return switch measure.definition.direction {
    case .lowerIsBetter: difference < 0 ? .better : .worse
    case .higherIsBetter: difference > 0 ? .better : .worse
    case .descriptive: .different
    }
  }
}
