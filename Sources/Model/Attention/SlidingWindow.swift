/// Attention that looks back over a window only, in all layers or in some.
public struct SlidingWindow: Hashable, Sendable {
  /// How many tokens a token sees, itself included.
  public var tokens: Int
  /// How many of the model's layers have the window; the rest attend to everything.
  public var layers: Int

  /// A window of so many tokens in so many layers.
  public init(tokens: Int, layers: Int) {
    self.tokens = tokens
    self.layers = layers
  }
}
