import Foundation
import Hardware

/// What a surface is to look like before it meets measurements: its reference, its grid and how stiff it is.
public struct SurfaceRecipe: Hashable, Sendable {
  /// A direction of the grid.
  public struct Direction: Hashable, Sendable {
    /// The quantity and its knots.
    public var axis: ResponseSurface.Axis
    /// What a bend counts against a measurement: the weight of the squared second difference over three neighbouring knots.
    public var stiffness: Double

    /// A direction.
    public init(_ quantity: OperatorQuantity, knots: [Double], stiffness: Double) {
      axis = ResponseSurface.Axis(quantity, knots)
      self.stiffness = stiffness
    }
  }

  /// The rough time.
  public var reference: ReferenceTime
  /// The grid, its longest direction first, for the equations are as wide as all others together.
  public var directions: [Direction]

  /// A recipe.
  public init(reference: ReferenceTime, directions: [Direction]) {
    self.reference = reference
    self.directions = directions
  }

  /// Knots for values that were measured: the ideal ones within their range, or the values themselves where those are fewer.
  public static func knots(_ ideal: [Double], for values: [Double]) -> [Double] {
    let distinct = Set(values).sorted()
    guard let least = distinct.first, let greatest = distinct.last else { return [1] }
    let inside = ideal.filter { $0 > least && $0 < greatest }
    let chosen = [least] + inside + (greatest > least ? [greatest] : [])
    return distinct.count <= chosen.count ? distinct : chosen
  }
}
