import Foundation
import Hardware

/// Fits a ``ResponseSurface`` to measured times by penalised least squares on the logarithm of measured over reference.
///
/// Relative errors count, each measurement alike, but the further one is off the less (weights 1 / sqrt(1 + (r / 5 %)^2),
/// found by iterating), so that a glitch of the machine does not bend the surface. Bends between neighbouring knots cost
/// (Eilers and Marx, "Flexible smoothing with B-splines and penalties", 1996), which carries the surface over knots that no
/// measurement touches. Distances between knots do not enter: two knots close together stand where a kernel switches.
public struct SmoothSurfaceFit: Sendable {
  /// Residuals of this size start to count less: the noise of a good table.
  private static let ordinaryResidual = 0.05
  private static let iterations = 4
  /// Weight of a step between neighbouring knots, as a share of that of a bend.
  private static let stepShare = 0.02
  /// Weight that holds every factor near one where nothing else is known.
  private static let ridge = 1e-4
  /// Factors beyond e^12 would make a file that cannot be read.
  private static let greatestLogarithm = 12.0

  private let recipe: SurfaceRecipe

  /// A fit by a recipe.
  public init(_ recipe: SurfaceRecipe) { self.recipe = recipe }

  /// The surface nearest to the measurements.
  public func surface(_ calls: [TimedCall]) -> ResponseSurface {
    let axes = recipe.directions.map(\.axis)
    let size = axes.reduce(1) { $0 * $1.knots.count }
    let flat = ResponseSurface(reference: recipe.reference, axes: axes, factors: Array(repeating: 1, count: size))
    let rows = calls.map { flat.corners(at: $0.quantities) }
    let targets = calls.map { log($0.seconds / recipe.reference.seconds(at: $0.quantities)) }
    let penalty = penalty(size: size)
    var weights = calls.map(\.weight)
    var logarithms: [Double] = []
    for _ in 0..<Self.iterations {
      var equations = penalty
      for index in rows.indices { equations.add(rows[index], target: targets[index], weight: weights[index]) }
      logarithms = equations.solution()
      for index in rows.indices {
        let residual = targets[index] - rows[index].reduce(0) { $0 + $1.weight * logarithms[$1.index] }
        weights[index] = calls[index].weight / (1 + (residual / Self.ordinaryResidual) * (residual / Self.ordinaryResidual)).squareRoot()
      }
    }
    let factors = logarithms.map { exp(min(max($0, -Self.greatestLogarithm), Self.greatestLogarithm)) }
    return ResponseSurface(reference: recipe.reference, axes: axes, factors: factors)
  }

  /// The equations before any measurement: bends and steps along every direction.
  private func penalty(size: Int) -> BandedEquations {
    var equations = BandedEquations(size: size, band: band)
    for index in 0..<size { equations.add([(index, 1)], target: 0, weight: Self.ridge) }
    var stride = size
    for direction in recipe.directions {
      let count = direction.axis.knots.count
      let outer = stride
      stride /= count
      for index in 0..<size {
        let place = index % outer / stride
        guard place + 1 < count else { continue }
        equations.add([(index, -1), (index + stride, 1)], target: 0, weight: Self.stepShare * direction.stiffness)
        guard place + 2 < count else { continue }
        equations.add(
          [(index, 1), (index + stride, -2), (index + 2 * stride, 1)], target: 0, weight: direction.stiffness)
      }
    }
    return equations
  }

  /// How far apart two grid points of one equation can be: a bend reaches two steps along the first direction with more
  /// than two knots, a cell of the grid one step along each.
  private var band: Int {
    var stride = recipe.directions.reduce(1) { $0 * $1.axis.knots.count }
    var cell = 0
    var bend = 0
    for direction in recipe.directions {
      let count = direction.axis.knots.count
      stride /= count
      if count > 1 { cell += stride }
      if count > 2 { bend = max(bend, 2 * stride) }
    }
    return max(cell, bend, 1)
  }
}
