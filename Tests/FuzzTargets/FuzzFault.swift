/// What a reader did that none may do.
public struct FuzzFault: Error, CustomStringConvertible {
  /// What it did.
  public let description: String

  /// A fault in words.
  public init(_ description: String) { self.description = description }
}
