import Foundation
import Hardware

/// Fits the factors of a ``ResponseSurface`` by weighted least squares on their logarithms, which makes errors relative.
///
/// The surface is linear in the logarithms at its knots, so the normal equations give the optimum; they are banded, for a
/// measurement touches neighbouring knots only. A faint second-difference penalty settles knots that none touches.
package enum SurfaceFitter {
  private static let smoothing = 1e-4
  /// Holds every factor near one where nothing else is known, too faint to show anywhere else.
  private static let ridge = 1e-9

  /// The best surface over the given axes.
  package static func fit(_ rows: [FitRow], reference: ReferenceTime, axes: [ResponseSurface.Axis]) -> ResponseSurface {
    let count = axes.reduce(1) { $0 * $1.knots.count }
    let flat = ResponseSurface(reference: reference, axes: axes, factors: Array(repeating: 1, count: count))
    var equations = BandedEquations(size: count, band: band(axes))
    for row in rows {
      equations.add(
        flat.corners(at: row.quantities).map { ($0.index, $0.weight) },
        target: log(row.seconds / reference.seconds(at: row.quantities)), weight: row.weight)
    }
    for penalty in penalties(axes) { equations.add(penalty.map { ($0.0, $0.1) }, target: 0, weight: smoothing) }
    for place in 0..<count { equations.add([(place, 1)], target: 0, weight: ridge) }
    let factors = equations.solution().map { exp(min(50, max(-50, $0))) }
    return ResponseSurface(reference: reference, axes: axes, factors: factors)
  }

  /// How far apart two knots of one equation can be: a penalty reaches two steps along an axis, a measurement one along each.
  private static func band(_ axes: [ResponseSurface.Axis]) -> Int {
    var (stride, cell, bend) = (1, 0, 1)
    for axis in axes.reversed() where axis.knots.count > 1 {
      cell += stride
      bend = max(bend, axis.knots.count > 2 ? 2 * stride : stride)
      stride *= axis.knots.count
    }
    return max(cell, bend)
  }

  /// The few knots along one quantity that serve best: beginning with both ends, each time the measured value is added
  /// that lowers the sum of squares most, until the curve is as near as the noise allows or a knot gains less than Akaike's
  /// criterion asks ("A new look at the statistical model identification", 1974).
  package static func knots(
    _ rows: [FitRow], along quantity: OperatorQuantity, reference: ReferenceTime, most limit: Int
  ) -> [Double] {
    let values = Set(rows.map { $0.quantities[quantity] }).sorted()
    guard values.count > 2 else { return values }
    let worthwhile = exp(-2 / Double(rows.count))
    var knots = [values[0], values[values.count - 1]]
    var best = squares(rows, fit(rows, reference: reference, axes: [.init(quantity, knots)]))
    while knots.count < min(limit, values.count) {
      var chosen: (value: Double, squares: Double)?
      for value in values where !knots.contains(value) {
        let tried = squares(rows, fit(rows, reference: reference, axes: [.init(quantity, (knots + [value]).sorted())]))
        if tried < chosen?.squares ?? .infinity { chosen = (value, tried) }
      }
      guard let chosen, chosen.squares < worthwhile * best, best > negligible else { break }
      knots = (knots + [chosen.value]).sorted()
      best = chosen.squares
    }
    return knots
  }

  /// A mean square, in units of what is expected of the rows' noise, that is not worth another knot.
  private static let negligible = 0.25

  /// The mean square of the rows' distances, each in units of the error that its weight stands for.
  private static func squares(_ rows: [FitRow], _ surface: ResponseSurface) -> Double {
    rows.reduce(0) { $0 + $1.weight * 1e4 * pow(log($1.seconds / surface.seconds(at: $1.quantities)), 2) } / Double(rows.count)
  }

  /// Bends along each axis, on the scale of logarithms that the surface is straight in; steps along an axis of two knots.
  private static func penalties(_ axes: [ResponseSurface.Axis]) -> [[(Int, Double)]] {
    var penalties: [[(Int, Double)]] = []
    var stride = 1
    let count = axes.reduce(1) { $0 * $1.knots.count }
    for axis in axes.reversed() {
      let size = axis.knots.count
      for place in 0..<count {
        let index = place / stride % size
        if size == 2 && index == 0 { penalties.append([(place, 1), (place + stride, -1)]) }
        if index + 2 < size {
          let (before, after) = (log(axis.knots[index + 1] / axis.knots[index]), log(axis.knots[index + 2] / axis.knots[index + 1]))
          let scale = 2 / (before + after)
          penalties.append([(place, after * scale), (place + stride, -2), (place + 2 * stride, before * scale)])
        }
      }
      stride *= size
    }
    return penalties
  }
}
