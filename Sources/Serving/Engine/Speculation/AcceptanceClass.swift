/// One of the classes that requests are drawn from.
public struct AcceptanceClass: Hashable, Sendable {
  /// How many of all requests are of it, against the weights of the others.
  public var weight: Int
  /// How its drafts are accepted.
  public var pattern: AcceptancePattern

  /// A class.
  public init(weight: Int = 1, pattern: AcceptancePattern) {
    self.weight = weight
    self.pattern = pattern
  }
}
