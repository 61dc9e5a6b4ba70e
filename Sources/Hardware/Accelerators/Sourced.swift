/// A figure and where it was read (Law 12 of the design: every number has an origin).
public struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The figure.
  public var value: Value
  /// Datasheet, paper, table or price list with its date.
  public var source: String

  /// A figure and its origin.
  public init(_ value: Value, source: String) {
    self.value = value
    self.source = source
  }
}
