import Kernel
import Metrics
import Scenario

/// The cells of a sweep, the best by one measure first.
///
/// A latency speaks of requests that were served. A cell that turns requests away therefore comes behind all that turn none away where
/// a latency is ranked, however short its latencies are. What costs little and does not keep its promise is no bargain: by cost, energy and
/// whatever else is better where it is less, cells that miss the objective come behind those that meet it. By goodput and attainment a
/// cell's failings count against it as they are. A cell that a halving has left off comes behind those that went on.
public struct SweepRanking: Sendable {
  /// What they are ranked by.
  public let measure: Measure
  /// The cells that have the measure, best first; equal ones in the order of the grid.
  public let ranked: [SweepRow]
  /// Cells of which the measure cannot be told, in the order of the grid.
  public let untold: [SweepRow]
  /// Cells that cannot be, in the order of the grid.
  public let impossible: [SweepRow]

  /// Ranks by `measure`, or where it is nil by goodput; where no cell has an objective by output tokens a second.
  ///
  /// - Throws: ``InputError`` for a measure of which neither way is better, and for one that no cell can tell.
  public init(_ rows: [SweepRow], by measure: Measure? = nil) throws {
    let possible = rows.filter { $0.results != nil }
    let goodput = Measure(.goodput)
    let chosen = measure ?? (possible.contains { $0.results?.mean(of: goodput) != nil } ? goodput : Measure(.outputThroughput))
    try Self.check(chosen)
    let valued = possible.map { ($0, $0.results?.mean(of: chosen)) }
    if measure != nil && valued.allSatisfy({ $0.1 == nil }) {
      throw InputError(
        "no cell can tell its \(chosen.word)",
        remedy: [.goodput, .attainment].contains(chosen.metric)
          ? "give the scenario an objective, such as --set objective.ttft=\"500 ms\"" : "choose another --best")
    }
    let sign = chosen.definition.direction == .lowerIsBetter ? 1.0 : -1
    let keyed = valued.enumerated().compactMap { position, pair in
      pair.1.map { value in
        (
          row: pair.0, rung: pair.0.leftOff ?? .max, isBehind: Self.shortfall(of: pair.0, by: chosen) > 0, value: sign * value,
          position: position
        )
      }
    }
    ranked = keyed.sorted { first, second in
      if first.rung != second.rung { return first.rung > second.rung }
      if first.isBehind != second.isBehind { return second.isBehind }
      return first.value == second.value ? first.position < second.position : first.value < second.value
    }.map(\.row)
    self.measure = chosen
    untold = valued.filter { $0.1 == nil }.map(\.0)
    impossible = rows.filter { $0.results == nil }
  }

  /// How far a cell is from standing with the others: above 0 it stands behind them, whatever its figure is. Where a latency is ranked it
  /// is the share rejected, where else less is better the share of requests that the objective is short of, and 0 otherwise.
  static func shortfall(of row: SweepRow, by measure: Measure) -> Double {
    guard let results = row.results else { return 1 }
    if MetricID.latencies.contains(measure.metric) { return results.rejectedShare }
    guard measure.definition.direction == .lowerIsBetter, let isMet = results.objectiveIsMet else { return 0 }
    let short = results.runs.flatMap { $0.summary.objective?.demands ?? [] }.map { $0.asked - $0.share }
    let most = short.max() ?? 0
    return isMet ? min(most, 0) : max(most, .leastNonzeroMagnitude)
  }

  /// Refuses a measure that nothing can be ranked by, before anything runs.
  ///
  /// - Throws: ``InputError`` for one of which neither way is better.
  public static func check(_ measure: Measure) throws {
    if measure.definition.direction == .descriptive {
      throw InputError("of '\(measure.word)' neither way is better", remedy: "choose another measure, such as goodput, ttft_p99 or cost")
    }
  }

  /// The best cell for each value of a column, in the order of `values`; a value of which no cell is ranked is left out. Where all cells of
  /// a value stand behind, the one that is the least short is its best, however good its figure is.
  public func best(of values: [String], in column: String) -> [SweepRow] {
    values.compactMap { value in
      let own = ranked.filter { $0.cell.value(of: column) == value }
      guard let first = own.first, isBehind(first) else { return own.first }
      return own.filter { $0.leftOff == first.leftOff }.min { shortfall(of: $0) < shortfall(of: $1) }
    }
  }

  /// Whether a cell stands behind others whatever its figure is: it turns requests away where a latency is ranked, or misses the objective
  /// where else less is better.
  public func isBehind(_ row: SweepRow) -> Bool { shortfall(of: row) > 0 }

  private func shortfall(of row: SweepRow) -> Double { Self.shortfall(of: row, by: measure) }
}
