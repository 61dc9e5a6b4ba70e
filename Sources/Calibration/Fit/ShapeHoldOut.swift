import Hardware
import Kernel

/// Which measurements are kept aside from a fit to tell how far off it is: one in five whole shapes, for a fit that has seen
/// the neighbouring rows of a shape knows the answer. The choice follows from the shape's figures alone.
///
/// A shape at the end of a quantity's ladder stays in the fit: beyond what was measured a call counts as extrapolated
/// (``Hardware/OperatorFit``), and what is told here is how far off a fit is inside.
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
    let ends = Self.ends(calls, shape + (whole ? [] : row), along: whole ? shape : row)
    let inside = Set(zip(keys, ends).filter { !$1 }.map(\.0))
    let all = Set(keys)
    let ordered = (inside.isEmpty ? all : inside).sorted()
    let aside = Set(ordered.prefix((all.count + Self.oneIn / 2) / Self.oneIn))
    seen = zip(calls, keys).filter { !aside.contains($1) }.map(\.0)
    kept = zip(calls, keys).filter { aside.contains($1) }.map(\.0)
    keptShapes = whole ? aside.count : 0
  }

  /// Values in a line along one quantity, all others equal.
  private struct Line {
    var least: Double
    var greatest: Double
    var values: Set<Double>
  }

  /// Whether each call stands at the end of a line of three shapes or more along one of the quantities.
  private static func ends(
    _ calls: [TimedCall], _ quantities: [OperatorQuantity], along: [OperatorQuantity]
  ) -> [Bool] {
    var ends = Array(repeating: false, count: calls.count)
    for quantity in along {
      let others = quantities.filter { $0 != quantity }
      let keys = calls.map { key($0, others) }
      var lines: [UInt64: Line] = [:]
      for (call, key) in zip(calls, keys) {
        let value = call.quantities[quantity]
        var line = lines[key] ?? Line(least: value, greatest: value, values: [])
        line.least = min(line.least, value)
        line.greatest = max(line.greatest, value)
        line.values.insert(value)
        lines[key] = line
      }
      for (index, key) in keys.enumerated() {
        guard let line = lines[key], line.values.count > 2 else { continue }
        let value = calls[index].quantities[quantity]
        if value == line.least || value == line.greatest { ends[index] = true }
      }
    }
    return ends
  }

  private static func key(_ call: TimedCall, _ quantities: [OperatorQuantity]) -> UInt64 {
    var digest = Digest()
    for quantity in quantities { digest.mix(call.quantities[quantity].bitPattern) }
    return digest.value
  }
}
