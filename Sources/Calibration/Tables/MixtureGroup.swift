import Hardware
import Model

/// A mixture of one model, in one format, under one routing.
struct MixtureGroup: Hashable, Comparable {
  /// What a model fixes, in the order of ``pins``.
  static let quantities: [OperatorQuantity] = [.hiddenSize, .expertIntermediateSize, .expertsPerToken, .experts]

  var format: NumberFormat
  var routing: ExpertRouting
  var pins: [Double]

  static func < (left: MixtureGroup, right: MixtureGroup) -> Bool {
    let (one, other) = ((left.format.rawValue, left.routing.rawValue), (right.format.rawValue, right.routing.rawValue))
    return one == other ? left.pins.lexicographicallyPrecedes(right.pins) : one < other
  }
}
