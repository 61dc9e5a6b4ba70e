import CGSL
import Foundation
import Hardware

/// Fits the factors of a ``ResponseSurface`` by weighted least squares on their logarithms, which makes errors relative.
///
/// The surface is linear in the logarithms at its knots, so GSL's linear solver gives the optimum. A faint second-difference
/// penalty settles knots that no measurement touches.
package enum SurfaceFitter {
  private static let smoothing = 1e-4

  /// The best surface over the given axes.
  package static func fit(_ rows: [FitRow], reference: ReferenceTime, axes: [ResponseSurface.Axis]) -> ResponseSurface {
    let count = axes.reduce(1) { $0 * $1.knots.count }
    let flat = ResponseSurface(reference: reference, axes: axes, factors: Array(repeating: 1, count: count))
    let penalties = penalties(axes)
    let height = rows.count + penalties.count
    guard let design = gsl_matrix_calloc(height, count), let target = gsl_vector_calloc(height),
      let weights = gsl_vector_calloc(height), let solution = gsl_vector_calloc(count),
      let covariance = gsl_matrix_calloc(count, count), let workspace = gsl_multifit_linear_alloc(height, count)
    else { preconditionFailure("no memory for a fit of \(height) rows") }
    defer {
      gsl_matrix_free(design)
      gsl_vector_free(target)
      gsl_vector_free(weights)
      gsl_vector_free(solution)
      gsl_matrix_free(covariance)
      gsl_multifit_linear_free(workspace)
    }
    for (index, row) in rows.enumerated() {
      for corner in flat.corners(at: row.quantities) { gsl_matrix_set(design, index, corner.index, corner.weight) }
      gsl_vector_set(target, index, log(row.seconds / reference.seconds(at: row.quantities)))
      gsl_vector_set(weights, index, row.weight)
    }
    for (index, penalty) in penalties.enumerated() {
      for (place, value) in penalty { gsl_matrix_set(design, rows.count + index, place, value) }
      gsl_vector_set(weights, rows.count + index, smoothing)
    }
    var residual = 0.0
    gsl_multifit_wlinear(design, weights, target, solution, covariance, &residual, workspace)
    let factors = (0..<count).map { exp(min(50, max(-50, gsl_vector_get(solution, $0)))) }
    return ResponseSurface(reference: reference, axes: axes, factors: factors)
  }

  /// The few knots along one quantity that serve best: beginning with both ends, each time the measured value is added
  /// that lowers the sum of squares most, until nothing is gained that the noise would not hide.
  package static func knots(
    _ rows: [FitRow], along quantity: OperatorQuantity, reference: ReferenceTime, most limit: Int
  ) -> [Double] {
    let values = Set(rows.map { $0.quantities[quantity] }).sorted()
    guard values.count > 2 else { return values }
    var knots = [values[0], values[values.count - 1]]
    var best = squares(rows, fit(rows, reference: reference, axes: [.init(quantity, knots)]))
    while knots.count < min(limit, values.count) {
      var chosen: (value: Double, squares: Double)?
      for value in values where !knots.contains(value) {
        let tried = squares(rows, fit(rows, reference: reference, axes: [.init(quantity, (knots + [value]).sorted())]))
        if tried < chosen?.squares ?? .infinity { chosen = (value, tried) }
      }
      guard let chosen, chosen.squares < 0.99 * best, best > negligible else { break }
      knots = (knots + [chosen.value]).sorted()
      best = chosen.squares
    }
    return knots
  }

  /// A mean squared logarithmic error that is not worth another knot: (0.3 %)^2.
  private static let negligible = 9e-6

  private static func squares(_ rows: [FitRow], _ surface: ResponseSurface) -> Double {
    let weight = rows.reduce(0) { $0 + $1.weight }
    return rows.reduce(0) { $0 + $1.weight * pow(log($1.seconds / surface.seconds(at: $1.quantities)), 2) } / weight
  }

  /// Second differences along each axis; first ones along an axis of two knots.
  private static func penalties(_ axes: [ResponseSurface.Axis]) -> [[(Int, Double)]] {
    var penalties: [[(Int, Double)]] = []
    var stride = 1
    let count = axes.reduce(1) { $0 * $1.knots.count }
    for axis in axes.reversed() {
      let size = axis.knots.count
      for place in 0..<count {
        let index = place / stride % size
        if size == 2 && index == 0 { penalties.append([(place, 1), (place + stride, -1)]) }
        if index + 2 < size { penalties.append([(place, 1), (place + stride, -2), (place + 2 * stride, 1)]) }
      }
      stride *= size
    }
    return penalties
  }
}
