import Kernel
import Metrics
import Scenario

/// The cells of a sweep against those that have chosen values, each against the one that is otherwise the same: with `scheduler=fcfs`
/// every cell is held against that of its rate and budget under fcfs. Differences are paired over the seeds.
public struct SweepComparison: Sendable {
  /// A measure over all pairs: how many cells the evidence calls what.
  public struct Count: Hashable, Sendable {
    /// The measure.
    public let measure: Measure
    /// Cells that are better than their baseline.
    public var better = 0
    /// Cells that are worse.
    public var worse = 0
    /// Cells of which the seeds cannot tell.
    public var undecided = 0
  }

  /// The values that make a cell a baseline.
  public let chosen: [VariedValue]
  /// Seeds that are paired.
  public let seeds: Int
  private let comparisons: [Int: PairedComparison]
  private let measures: [Measure]

  /// Compares by `measures`.
  ///
  /// - Throws: ``InputError`` where there are not two seeds or more to pair.
  public init(_ rows: [SweepRow], against chosen: [VariedValue], measures: [Measure]) throws {
    self.chosen = chosen
    self.measures = measures
    func isBaseline(_ cell: SweepCell) -> Bool { chosen.allSatisfy { cell.value(of: $0.path) == $0.text } }
    let baselines = rows.filter { isBaseline($0.cell) }
    func others(_ cell: SweepCell) -> [VariedValue] { cell.values.filter { value in !chosen.contains { $0.path == value.path } } }
    var comparisons: [Int: PairedComparison] = [:]
    var seeds = 0
    for row in rows where !isBaseline(row.cell) {
      guard let results = row.results, let baseline = baselines.first(where: { others($0.cell) == others(row.cell) })?.results else {
        continue
      }
      let comparison = PairedComparison(baseline: baseline, candidate: results, measures: measures)
      if case .seeds(let count) = comparison.pairing { seeds = max(seeds, count) }
      comparisons[row.cell.index] = comparison
    }
    if seeds == 0 && !comparisons.isEmpty { try Self.check(seeds: 1) }
    self.seeds = seeds
    self.comparisons = comparisons
  }

  /// Refuses to compare over so many seeds, before anything runs.
  ///
  /// - Throws: ``InputError`` for fewer than two.
  public static func check(seeds: Int) throws {
    if seeds < 2 { throw InputError("one seed gives no pairs to compare over", remedy: "run more, such as --seeds 5") }
  }

  /// How a cell differs from its baseline by a measure; nil of a baseline, and of a cell that has none.
  public func row(of cell: SweepCell, _ measure: Measure) -> ComparisonRow? {
    comparisons[cell.index]?.rows.first { $0.measure == measure }
  }

  /// How many cells are better and worse, measure by measure; a measure that no pair can tell is left out.
  public func counts(of rows: [SweepRow]) -> [Count] {
    measures.compactMap { measure in
      var count = Count(measure: measure)
      for row in rows {
        switch self.row(of: row.cell, measure)?.verdict {
        case .better: count.better += 1
        case .worse: count.worse += 1
        case .undecided, .different: count.undecided += 1
        case nil: break
        }
      }
      return count.better + count.worse + count.undecided == 0 ? nil : count
    }
  }
}
