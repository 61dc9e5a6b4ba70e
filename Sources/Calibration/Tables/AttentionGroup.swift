import Model

/// Attention of one head size and cache format.
struct AttentionGroup: Hashable, Comparable {
  var size: Double
  var format: NumberFormat

  static func < (left: AttentionGroup, right: AttentionGroup) -> Bool {
    (left.format.rawValue, left.size) < (right.format.rawValue, right.size)
  }
}
