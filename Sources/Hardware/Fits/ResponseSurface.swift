import Foundation

/// Seconds of an operator as a function of a few positive quantities: a reference time by arithmetic and traffic, times a
/// factor interpolated over a grid.
///
/// The factor's logarithm is multilinear in the logarithms of the quantities between the knots of a grid (tensor products
/// of hat functions), and keeps its last value outside, where the reference alone carries on.
public struct ResponseSurface: Hashable, Sendable {
  /// One direction of the grid.
  public struct Axis: Hashable, Sendable, Codable {
    /// The quantity, given or derived.
    public var quantity: OperatorQuantity
    /// Its values at the grid's points, ascending and positive.
    public var knots: [Double]

    /// A direction.
    public init(_ quantity: OperatorQuantity, _ knots: [Double]) {
      self.quantity = quantity
      self.knots = knots
    }
  }

  /// The rough time that the factors correct.
  public let reference: ReferenceTime
  /// The directions of the grid; the last runs fastest.
  public let axes: [Axis]
  /// Measured over reference at the grid's points.
  public let factors: [Double]

  private let logarithmsOfFactors: [Double]
  private let logarithmsOfKnots: [[Double]]

  /// A surface. Factors are kept to a quarter of a percent or better, as a profile's file holds them.
  ///
  /// - Precondition: there is a positive factor for every point of the grid, and knots are positive and ascending.
  public init(reference: ReferenceTime, axes: [Axis], factors: [Double]) {
    precondition(factors.count == axes.reduce(1) { $0 * $1.knots.count }, "a grid and its factors differ in size")
    self.reference = reference
    self.axes = axes
    self.factors = factors.map(Decimals.factor)
    logarithmsOfFactors = self.factors.map(\.naturalLogarithm)
    logarithmsOfKnots = axes.map { $0.knots.map(\.naturalLogarithm) }
  }

  /// Seconds; positive and finite wherever the quantities are.
  public func seconds(at quantities: OperatorQuantities) -> Double { reference.seconds(at: quantities) * factor(at: quantities) }

  /// Measured over reference, interpolated.
  public func factor(at quantities: OperatorQuantities) -> Double {
    guard axes.count <= 4 else {
      return corners(at: quantities).reduce(0) { $0 + $1.weight * logarithmsOfFactors[$1.index] }.exponential
    }
    // The corners of ``corners(at:)`` in its order, without an array for each question: cost models ask a hundred thousand.
    var indices = InlineArray<16, Int>(repeating: 0)
    var weights = InlineArray<16, Double>(repeating: 1)
    var count = 1
    for axis in axes.indices {
      let knots = logarithmsOfKnots[axis].count
      let (low, share) = Self.place(quantities[axes[axis].quantity].naturalLogarithm, in: logarithmsOfKnots[axis])
      for corner in 0..<count {
        let start = indices[corner] * knots + low
        if share > 0 {
          indices[count + corner] = start + 1
          weights[count + corner] = weights[corner] * share
        }
        indices[corner] = start
        weights[corner] *= 1 - share
      }
      if share > 0 { count *= 2 }
    }
    var sum = 0.0
    for corner in 0..<count { sum += weights[corner] * logarithmsOfFactors[indices[corner]] }
    return sum.exponential
  }

  /// The grid points around a place and their weights, which sum to one: the row of the fit's design matrix.
  package func corners(at quantities: OperatorQuantities) -> [(index: Int, weight: Double)] {
    Self.corners(axes: axes, logarithmsOfKnots: logarithmsOfKnots, at: quantities)
  }

  private static func corners(
    axes: [Axis], logarithmsOfKnots: [[Double]], at quantities: OperatorQuantities
  ) -> [(index: Int, weight: Double)] {
    var corners: [(index: Int, weight: Double)] = [(0, 1)]
    for (axis, knots) in zip(axes, logarithmsOfKnots) {
      let (low, share) = place(quantities[axis.quantity].naturalLogarithm, in: knots)
      let count = corners.count
      for index in 0..<count {
        let corner = corners[index]
        let start = corner.index * knots.count + low
        corners[index] = (start, corner.weight * (1 - share))
        if share > 0 { corners.append((start + 1, corner.weight * share)) }
      }
    }
    return corners
  }

  private static func place(_ value: Double, in knots: [Double]) -> (low: Int, share: Double) {
    // Written so that a value that is no number lands on the first knot.
    guard let last = knots.indices.last, last > 0, value > knots[0] else { return (0, 0) }
    guard value < knots[last] else { return (last, 0) }
    var low = 0
    var high = last
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle] <= value { low = middle } else { high = middle }
    }
    return (low, (value - knots[low]) / (knots[low + 1] - knots[low]))
  }
}
