/// A run that a plan would have to simulate, and may not.
public struct RunMissing: Error, Hashable, Sendable {
  /// Such as `h100-sxm TP2 x3 at 1.1 times the rate`.
  public let what: String
}
