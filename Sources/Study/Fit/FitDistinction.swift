import Calibration
import Foundation

/// Tells which parameters some figures can tell apart, by what a step of each changes in them.
///
/// Parameters are taken in one after the other, and one is refused where with it the columns are collinear: by the singular values of the
/// columns, each brought to length one (Belsley, Kuh and Welsch, "Regression diagnostics", 1980: a condition index above 30 in which two
/// or more have more than half of their variance). One is refused as well where its interval, or that which it leaves to another, is so
/// wide that the figures tell nothing.
struct FitDistinction {
  /// A parameter that is not fitted, and why.
  struct Refusal: Hashable {
    let parameter: FitParameter
    /// Those that move the same figures; empty where nothing depends on it.
    let partners: [FitParameter]
  }

  /// What can be fitted, in the order of the parameters.
  private(set) var chosen: [FitParameter] = []
  /// What cannot.
  private(set) var refused: [Refusal] = []

  /// The greatest condition index.
  private static let mostCondition = 30.0
  /// The share of a variance from which a parameter takes part in a direction.
  private static let variancePart = 0.5
  /// Standard errors in half of an interval.
  private static let halfInterval = 2.0

  /// Decides over parameters with their columns: residuals for a step, in units of their uncertainty.
  init(_ columns: [(parameter: FitParameter, column: [Double])]) {
    var kept: [(parameter: FitParameter, column: [Double])] = []
    for entry in columns {
      let length = Self.length(entry.column)
      if !length.isFinite || length * FitParameter.widestSteps < Self.halfInterval {
        refused.append(Refusal(parameter: entry.parameter, partners: []))
      } else if let partners = Self.partners(of: entry, beside: kept) {
        refused.append(Refusal(parameter: entry.parameter, partners: partners))
      } else {
        kept.append(entry)
      }
    }
    chosen = kept.map(\.parameter)
  }

  private static func length(_ column: [Double]) -> Double { column.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Those from which the figures cannot tell a parameter apart; nil where they can.
  private static func partners(
    of entry: (parameter: FitParameter, column: [Double]), beside kept: [(parameter: FitParameter, column: [Double])]
  ) -> [FitParameter]? {
    if kept.isEmpty { return nil }
    let all = kept + [entry]
    let lengths = all.map { length($0.column) }
    let rows = entry.column.indices.map { row in all.indices.map { all[$0].column[row] / lengths[$0] } }
    guard let values = SingularValues(rows, columns: all.count) else { return kept.map(\.parameter) }
    let own = all.count - 1
    let shares = variances(values, count: all.count)
    let variance = shares.map { $0.reduce(0, +) }
    // Half-widths of the intervals in steps.
    let widths = all.indices.map { halfInterval * variance[$0].squareRoot() / lengths[$0] }
    let isCollinear = all.indices.contains { direction in
      values.values[0] > mostCondition * values.values[direction] && shares[own][direction] > variancePart * variance[own]
    }
    if !isCollinear && widths.allSatisfy({ $0 <= FitParameter.widestSteps }) { return nil }
    let weakest = all.indices.max { shares[own][$0] < shares[own][$1] } ?? own
    let partners = kept.indices.filter { shares[$0][weakest] > variancePart * variance[$0] }
    if !partners.isEmpty { return partners.map { kept[$0].parameter } }
    let nearest = kept.indices.max { abs(values.loading(of: $0, at: weakest)) < abs(values.loading(of: $1, at: weakest)) }
    return nearest.map { [kept[$0].parameter] } ?? []
  }

  /// The variance of each parameter by the directions that it comes from.
  private static func variances(_ values: SingularValues, count: Int) -> [[Double]] {
    (0..<count).map { column in
      (0..<count).map { direction in
        let value = max(values.values[direction], 1e-12 * values.values[0])
        let loading = values.loading(of: column, at: direction)
        return loading * loading / (value * value)
      }
    }
  }
}
