import Record

/// A run that broke a promise of ours, with what it takes to see it again.
public struct FailedRun: Error, Sendable {
  /// The scenario's file.
  public let file: String
  /// Changes laid over it, such as `replicas=2`.
  public let assignments: [String]
  /// The seed.
  public let seed: UInt64
  /// What broke.
  public let invariant: BrokenInvariant
}
