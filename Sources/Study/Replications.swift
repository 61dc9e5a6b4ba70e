import Metrics

/// The runs of one scenario, one a seed, and what they come to together.
public struct Replications: Sendable {
  /// The scenario's name, with what tells the variant from others.
  public let name: String
  /// The runs, in the order of the seeds.
  public let runs: [CompletedRun]
  /// Whether the seeds give different runs.
  public let usesSeed: Bool

  /// Runs of one scenario.
  public init(name: String, runs: [CompletedRun], usesSeed: Bool) {
    self.name = name
    self.runs = runs
    self.usesSeed = usesSeed
  }

  /// The first run's summary, which speaks for what is the same in all.
  ///
  /// - Precondition: there is a run.
  public var first: RunSummary { runs[0].summary }

  /// A measure in every run; nil where one of them cannot tell it.
  public func values(of measure: Measure) -> [Double]? {
    var values: [Double] = []
    for run in runs {
      guard let value = measure.value(in: run) else { return nil }
      values.append(value)
    }
    return values.isEmpty ? nil : values
  }

  /// The mean of a measure over the runs; nil where one of them cannot tell it.
  public func mean(of measure: Measure) -> Double? { values(of: measure).map { $0.reduce(0, +) / Double($0.count) } }

  /// The 95 % confidence interval of a measure: over the seeds, which are independent, or where there is but one run the
  /// interval of its mean by batch means. Nil where neither can be told.
  public func interval(of measure: Measure) -> ConfidenceInterval? {
    if runs.count > 1 { return values(of: measure).flatMap { ConfidenceInterval(ofMeanOf: $0) } }
    return measure.statistic == .mean ? runs.first?[measure.metric]?.interval : nil
  }

  /// The sum of a count over the runs; the greatest number there is where it would be greater.
  public func total(_ count: (RunSummary) -> Int) -> Int { Int(clamping: runs.reduce(Int128(0)) { $0 + Int128(count($1.summary)) }) }

  /// Requests turned away over those that arrived, in all runs; 0 where none arrived.
  public var rejectedShare: Double {
    let arrived = runs.reduce(0) { $0 + Double($1.summary.counts.arrived) }
    return arrived == 0 ? 0 : runs.reduce(0) { $0 + Double($1.summary.counts.rejectedTotal) } / arrived
  }

  /// Whether requests arrived and every one of them was turned away.
  public var isAllRejected: Bool {
    runs.contains { $0.summary.counts.arrived > 0 } && runs.allSatisfy { $0.summary.counts.rejectedTotal == $0.summary.counts.arrived }
  }

  /// Whether every run met its objective; nil where there is none.
  public var objectiveIsMet: Bool? { first.objective == nil ? nil : runs.allSatisfy { $0.summary.objective?.isMet ?? false } }
}
