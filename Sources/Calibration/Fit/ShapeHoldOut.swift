import Hardware
import Kernel

/// Which measurements are kept aside from a fit to tell how far off it is: one in five whole shapes, for a fit that has seen
/// the neighbouring rows of a shape knows the answer. The choice follows from the shape's figures alone.
public struct ShapeHoldOut: Sendable {
  private static let oneIn = 5
  /// With fewer shapes than this, single measurements are kept aside instead.
  private static let fewestShapes = 8

  /// Measurements to fit.
  public let seen: [TimedCall]
  /// Measurements kept aside.
  public let kept: [TimedCall]
  /// Shapes kept aside; zero where single measurements were.
  public let keptShapes: Int

  /// Parts measurements; `shape` names the quantities that make a shape, `row` those that tell its measurements apart.
  public init(_ calls: [TimedCall], shape: [OperatorQuantity], row: [OperatorQuantity]) {
    let whole = Set(calls.map { Self.key($0, shape) }).count >= Self.fewestShapes
    let keys = calls.map { Self.key($0, whole ? shape : shape + row) }
    let ordered = Set(keys).sorted()
    let aside = Set(ordered.prefix((ordered.count + Self.oneIn / 2) / Self.oneIn))
    seen = zip(calls, keys).filter { !aside.contains($1) }.map(\.0)
    kept = zip(calls, keys).filter { aside.contains($1) }.map(\.0)
    keptShapes = whole ? aside.count : 0
  }

  private static func key(_ call: TimedCall, _ quantities: [OperatorQuantity]) -> UInt64 {
    var digest = Digest()
    for quantity in quantities { digest.mix(call.quantities[quantity].bitPattern) }
    return digest.value
  }
}
