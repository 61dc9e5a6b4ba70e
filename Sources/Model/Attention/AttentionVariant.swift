/// Layers with attention of the same heads.
public struct AttentionVariant: Hashable, Sendable {
  /// The heads.
  public var heads: AttentionHeads
  /// Layers with such attention.
  public var layers: Int
  /// Those of them that make and cache keys and values of their own; the others read an earlier layer's.
  public var cachedLayers: Int
}
