import Kernel
import Model

/// An operator whose time depends on how many rows pass, with its measured time where there is one.
struct FittedOperator: Sendable {
  /// A measured pass, and how often it runs for each run of the operator.
  struct Pass: Sendable {
    var table: MonotoneGrid
    var times: Double
  }

  /// What the time rests on.
  enum Source: Sendable {
    /// The roofline of the work.
    case roofline
    /// The sum of measured passes. None at all where another operator's measurement includes this one.
    case measured([Pass])
  }

  /// The work, from which its energy comes, and the roofline where nothing is measured.
  let work: RooflineOperator
  /// The time.
  let source: Source

  /// Time and energy of all runs in an iteration, rounded once; `fused` where norms are a part of the collectives.
  func cost(rows: Int, rates: RooflineRates, fused: Bool = false) -> (cost: ChunkCost, limit: BreakdownPart.Limit) {
    let needed = work.work(rows: rows, rates: rates, fused: fused)
    guard case .measured(let passes) = source else { return (rates.cost(of: needed, times: work.times), needed.limit) }
    let rowsHere = work.measuredRows(rows)
    let seconds = passes.reduce(0) { $0 + $1.table.seconds(rowsHere) * $1.times }
    return (rates.cost(of: needed, times: work.times, measured: seconds), needed.limit)
  }

  /// Rows of the whole batch to be asked for: of an operator that every rank runs on its own sequences, as if all had as many as the
  /// slowest.
  func rows(of batch: Int, slowest: Int?) -> Int { work.groups == 1 ? batch : slowest.map { $0 * work.groups } ?? batch }
}
