/// A measured share of the collectives' time that an engine hides in batches of so many tokens.
public struct HiddenShare: Hashable, Sendable {
  /// Tokens of the batch.
  public var tokens: Int
  /// The share, 0 to 1.
  public var share: Double

  /// A point of a table.
  public init(tokens: Int, share: Double) {
    self.tokens = tokens
    self.share = share
  }
}
