import Foundation
import Hardware
import Model

/// Measurements of one operator, ready for a fit.
struct TableSet {
  var fitting: OperatorFitting
  var calls: [TimedCall]
  var recipe: SurfaceRecipe

  /// What the operator is called.
  var name: String {
    [fitting.kind.rawValue, fitting.variant, fitting.format?.rawValue].compactMap(\.self).joined(separator: " ")
  }

  /// The fit, and the relative errors of what was kept aside from it.
  func fitted() -> (fit: OperatorFit, errors: [Double]) { fitting.fitAndErrors(calls, recipe) }

  /// Steps between neighbouring rows of a shape in which time falls by more than this are noise or a kernel's change of mind.
  private static let ordinaryFall = 0.1

  /// A remark where times fall by more than measurements should as a batch grows: where more than a twentieth of the steps fall.
  var noise: String? {
    let (first, second) = OperatorFit.growing(fitting.kind)
    var steps = 0
    var falls = 0
    for ordered in lines {
      for (low, high) in zip(ordered, ordered.dropFirst()) where low.count < high.count {
        steps += 1
        if high.seconds < low.seconds * (1 - Self.ordinaryFall) { falls += 1 }
      }
    }
    guard falls * 20 > steps else { return nil }
    let share = Int((100 * Double(falls) / Double(steps)).rounded())
    let growing = second == nil ? first.rawValue : "\(first.rawValue) at equal \(second?.rawValue ?? "")"
    return "\(name): time falls by more than 10 % in \(share) % of the steps to more \(growing); the fit makes it monotone"
  }

  /// How far each row is from the straight line, in logarithms, between its two neighbours of the same shape: what the table
  /// says of its own noise and of steps too short for any curve.
  var neighbourErrors: [Double] {
    lines.flatMap { line in
      zip(line.indices.dropFirst(), line.dropFirst().dropLast()).compactMap { index, row in
        let (low, high) = (line[index - 1], line[index + 1])
        guard low.count < row.count, row.count < high.count else { return nil }
        let share = log(row.count / low.count) / log(high.count / low.count)
        return abs(exp(log(low.seconds) + share * log(high.seconds / low.seconds)) / row.seconds - 1)
      }
    }
  }

  /// The rows of each shape in the order of what a batch changes, one for each count.
  private var lines: [[(count: Double, seconds: Double)]] {
    let (first, _) = OperatorFit.growing(fitting.kind)
    var groups: [OperatorQuantities: [(count: Double, seconds: Double)]] = [:]
    for call in calls {
      var others = call.quantities
      others[first] = 1
      groups[others, default: []].append((call.quantities[first], call.seconds))
    }
    return groups.values.map { Self.merged($0.sorted { ($0.count, $0.seconds) < ($1.count, $1.seconds) }) }
  }

  /// Ascending rows with those of one count, such as two routings, taken together to their geometric mean.
  private static func merged(_ rows: [(count: Double, seconds: Double)]) -> [(count: Double, seconds: Double)] {
    var merged: [(count: Double, logarithms: [Double])] = []
    for row in rows {
      if let last = merged.last, last.count == row.count {
        merged[merged.count - 1].logarithms.append(log(row.seconds))
      } else {
        merged.append((row.count, [log(row.seconds)]))
      }
    }
    return merged.map { ($0.count, exp($0.logarithms.reduce(0, +) / Double($0.logarithms.count))) }
  }
}
