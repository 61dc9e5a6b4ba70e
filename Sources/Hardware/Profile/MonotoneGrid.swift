import Foundation

/// Seconds as a function of two counts that never falls in either: measured times, made monotone, and straight lines
/// between. A cost model builds one for each operator and shape, and asks it as often as it likes.
///
/// A fitted surface may dip where a kernel library's choice does. Both the running greatest value from below and the
/// running least from above are monotone; their geometric mean is the function used, so a dip is split evenly.
public struct MonotoneGrid: Hashable, Sendable {
  /// The values of the first count, ascending.
  public let first: [Double]
  /// The values of the second count, ascending; a single one where there is no second.
  public let second: [Double]
  /// Seconds, row by row, the second count running fastest.
  public let seconds: [Double]

  /// A grid through `evaluate` at every pair of the two ladders.
  ///
  /// - Precondition: both ladders are ascending and not empty.
  init(first: [Double], second: [Double] = [1], evaluate: (Double, Double) -> Double) {
    precondition(!first.isEmpty && !second.isEmpty, "a grid without points")
    self.first = first
    self.second = second
    var values: [Double] = []
    values.reserveCapacity(first.count * second.count)
    for x in first { for y in second { values.append(evaluate(x, y)) } }
    seconds = Self.projected(values, rows: first.count, columns: second.count)
  }

  private static func projected(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    var lower = values
    var upper = values
    for row in 0..<rows {
      for column in 0..<columns {
        let place = row * columns + column
        if row > 0 { lower[place] = max(lower[place], lower[place - columns]) }
        if column > 0 { lower[place] = max(lower[place], lower[place - 1]) }
      }
    }
    for row in (0..<rows).reversed() {
      for column in (0..<columns).reversed() {
        let place = row * columns + column
        if row + 1 < rows { upper[place] = min(upper[place], upper[place + columns]) }
        if column + 1 < columns { upper[place] = min(upper[place], upper[place + 1]) }
      }
    }
    return zip(lower, upper).map { ($0 * $1).squareRoot() }
  }

  /// Seconds at the two counts: below the ladders as at their first rung, above them in proportion to the count.
  public func seconds(_ x: Double, _ y: Double = 1) -> Double {
    let row = Self.place(x, in: first)
    let column = Self.place(y, in: second)
    let start = along(row.index, column)
    let inside = row.share == 0 ? start : start + row.share * (along(row.index + 1, column) - start)
    return inside * row.beyond * column.beyond
  }

  private func along(_ row: Int, _ column: Place) -> Double {
    let start = seconds[row * second.count + column.index]
    return column.share == 0 ? start : start + column.share * (seconds[row * second.count + column.index + 1] - start)
  }

  /// Where a value stands on a ladder: the rung below, the share of the way to the next, and how far beyond the last.
  private typealias Place = (index: Int, share: Double, beyond: Double)

  private static func place(_ value: Double, in ladder: [Double]) -> Place {
    let last = ladder[ladder.count - 1]
    // A ladder of one rung says that the count does not matter.
    guard ladder.count > 1, value > ladder[0] else { return (0, 0, 1) }
    guard value < last else { return (ladder.count - 2, 1, value / last) }
    var low = 0
    var high = ladder.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if ladder[middle] <= value { low = middle } else { high = middle }
    }
    return (low, (value - ladder[low]) / (ladder[low + 1] - ladder[low]), 1)
  }

  /// Whole numbers from 1 to `limit`, growing by a factor of about `ratio`.
  static func ladder(to limit: Double, ratio: Double) -> [Double] {
    var rungs: [Double] = [1]
    var exact = 1.0
    while rungs[rungs.count - 1] < limit {
      exact *= ratio
      let rung = exact.rounded()
      if rung > rungs[rungs.count - 1] { rungs.append(rung) }
    }
    return rungs
  }
}
