import Model

/// What the rows of a table of attention have in common that make one fit: the head size and the format of the cache.
struct AttentionTableKey: Hashable, Comparable {
  var size: Double
  var format: NumberFormat

  static func < (left: AttentionTableKey, right: AttentionTableKey) -> Bool {
    (left.format.rawValue, left.size) < (right.format.rawValue, right.size)
  }
}
