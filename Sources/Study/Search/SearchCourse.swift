import Metrics

/// How a search of a sweep went.
public struct SearchCourse: Sendable {
  /// What it was made of.
  public enum Steps: Hashable, Sendable {
    /// The rungs of a halving.
    case rungs([HalvingRung])
    /// A Gaussian process: how many cells it began with, how many were tried in all, and what it still expects of the best of the others,
    /// as a share of the spread of what was seen; nil where there are no others.
    case process(first: Int, tried: Int, expected: Double?)
  }

  /// The search.
  public let search: SweepSearch
  /// What is best by.
  public let measure: Measure
  /// What it was made of.
  public let steps: Steps
  /// Runs that it took.
  public let runs: Int
  /// Runs of those that the store held.
  public let taken: Int

  init(search: SweepSearch, measure: Measure, steps: Steps, rounds: SearchRounds) {
    (self.search, self.measure, self.steps) = (search, measure, steps)
    (runs, taken) = (rounds.runCount, rounds.takenCount)
  }
}
