/// The heads of one layer's attention.
public struct AttentionHeads: Hashable, Sendable {
  /// Query heads.
  public var queries: Int
  /// Key and value heads.
  public var keysAndValues: Int
  /// Size of a query or key head.
  public var keySize: Int
  /// Size of a value head.
  public var valueSize: Int

  /// Heads of these sizes; values are as wide as keys unless told otherwise.
  public init(queries: Int, keysAndValues: Int, keySize: Int, valueSize: Int? = nil) {
    self.queries = queries
    self.keysAndValues = keysAndValues
    self.keySize = keySize
    self.valueSize = valueSize ?? keySize
  }

  /// Values that a layer caches for a token: keys and values of all KV heads.
  public var cachedValues: Int { keysAndValues * (keySize + valueSize) }

  /// Columns of the projection to queries, keys and values.
  public func projected(gated: Bool) -> Int { (gated ? 2 : 1) * queries * keySize + cachedValues }

  /// FLOPs for one query-key pair, all heads: scores and weighted values.
  public var flopsPerPair: Double { 2 * Double(queries) * Double(keySize + valueSize) }
}
