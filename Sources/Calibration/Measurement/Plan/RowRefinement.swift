import Foundation

/// Finds where straight lines between measured row counts miss, and asks for points there.
///
/// A count that lies on the line between its neighbours, within the tolerance, settles the intervals on both sides. In
/// every other interval the middle one is tried, and so on in the halves.
package struct RowRefinement {
  /// A share of the measured time. What lies within twice the noise is no corner.
  private static let tolerance = 0.02

  private var settled: Set<ClosedRange<Int>> = []

  package init() {}

  /// New row counts to measure, given the time of the linear layers at those that are measured, ascending.
  package mutating func wanted(_ curve: [(rows: Int, seconds: Double)], noise: Double) -> [Int] {
    let tolerance = max(Self.tolerance, 2 * noise)
    for index in curve.indices.dropFirst().dropLast() {
      let (low, middle, high) = (curve[index - 1], curve[index], curve[index + 1])
      let share = Double(middle.rows - low.rows) / Double(high.rows - low.rows)
      let line = low.seconds + share * (high.seconds - low.seconds)
      guard abs(line / middle.seconds - 1) < tolerance else { continue }
      settled.insert(low.rows...middle.rows)
      settled.insert(middle.rows...high.rows)
    }
    return zip(curve, curve.dropFirst()).compactMap { low, high in
      let middle = Int((Double(low.rows) * Double(high.rows)).squareRoot().rounded())
      guard middle > low.rows, middle < high.rows, !settled.contains(low.rows...high.rows) else { return nil }
      return middle
    }
  }
}
