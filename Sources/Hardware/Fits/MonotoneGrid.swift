import Foundation

/// Seconds as a function of two counts that never falls in either: measured times, made monotone, and straight lines
/// between. A cost model builds one for each operator and shape, and asks it as often as it likes.
///
/// A fitted surface may dip where a kernel library's choice does. What is used is its isotonic regression in absolute errors:
/// where times fall, they are pooled to their median, so that a single slow kernel does not lift all that come after it.
public struct MonotoneGrid: Hashable, Sendable {
  /// The values of the first count, ascending.
  public let first: [Double]
  /// The values of the second count, ascending; a single one where there is no second.
  public let second: [Double]
  /// Seconds, row by row, the second count running fastest.
  public let seconds: [Double]

  /// A grid through `evaluate` at every pair of the two ladders. With `keepsFalls` nothing is pooled: of a call whose kernel changes with
  /// the first count on purpose, the times of each are what they are.
  ///
  /// - Precondition: both ladders are ascending and not empty.
  init(first: [Double], second: [Double] = [1], keepsFalls: Bool = false, evaluate: (Double, Double) -> Double) {
    precondition(!first.isEmpty && !second.isEmpty, "a grid without points")
    self.first = first
    self.second = second
    var values: [Double] = []
    values.reserveCapacity(first.count * second.count)
    for x in first { for y in second { values.append(evaluate(x, y)) } }
    seconds = keepsFalls ? values : Self.projected(values, rows: first.count, columns: second.count)
  }

  /// Monotone along the second count for every first, then along the first: the second pass keeps what the first made, for
  /// isotonic regression maps a column that lies below another to one that does.
  private static func projected(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    var values = values
    for row in 0..<rows { isotonic(&values, from: row * columns, by: 1, count: columns) }
    for column in 0..<columns { isotonic(&values, from: column, by: columns, count: rows) }
    return values
  }

  /// Isotonic regression in place: neighbours that fall are pooled to their lower median (Ayer et al., "An empirical
  /// distribution function for sampling with incomplete information", 1955; for medians Robertson and Wright, "Multiple isotonic
  /// median regression", 1973). Of an even number the lower of the middle two counts, which keeps order between columns.
  private static func isotonic(_ values: inout [Double], from start: Int, by stride: Int, count: Int) {
    // Most stretches never fall, and are their own regression.
    guard (1..<count).contains(where: { values[start + ($0 - 1) * stride] > values[start + $0 * stride] }) else { return }
    var pools: [(ascending: [Double], median: Double)] = []
    for index in 0..<count {
      let value = values[start + index * stride]
      var pool = (ascending: [value], median: value)
      while let last = pools.last, last.median > pool.median {
        pool.ascending = (last.ascending + pool.ascending).sorted()
        pool.median = pool.ascending[(pool.ascending.count - 1) / 2]
        pools.removeLast()
      }
      pools.append(pool)
    }
    var index = 0
    for pool in pools {
      for _ in pool.ascending {
        values[start + index * stride] = pool.median
        index += 1
      }
    }
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

  /// Whole numbers from 1 to `limit`, about `steps` of them for each doubling, and the whole numbers of `others` below it.
  static func ladder(to limit: Double, steps: Int, and others: [Double]) -> [Double] {
    var rungs: [Double] = [1]
    var count = 0
    while rungs[rungs.count - 1] < limit {
      count += 1
      rungs.append(2.0.raised(to: Double(count) / Double(steps)).rounded())
    }
    rungs += others.filter { $0 >= 1 && $0 < limit && $0 == $0.rounded() }
    rungs.sort()
    return rungs.enumerated().filter { $0.offset == 0 || $0.element > rungs[$0.offset - 1] }.map(\.element)
  }
}
