/// Layers whose dense feed-forward has one width.
public struct FeedForwardLayers: Hashable, Sendable {
  /// How many.
  public var layers: Int
  /// Their intermediate size.
  public var width: Int

  /// So many layers of one width.
  public init(layers: Int, width: Int) {
    self.layers = layers
    self.width = width
  }
}
