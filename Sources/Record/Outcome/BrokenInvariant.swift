import Kernel

/// A promise of the engine was broken: a fault of ours or of a policy, never of the user's input.
///
/// The command line prints it with the command that reproduces it and exits with 70.
public struct BrokenInvariant: Error, Hashable, Sendable, CustomStringConvertible {
  /// What should have held, and what was found.
  public let message: String
  /// The replica, where there is one.
  public let replica: Int?
  /// When it was noticed.
  public let time: Instant

  /// A promise that was found broken.
  package init(_ message: String, replica: Int? = nil, time: Instant) {
    self.message = message
    self.replica = replica
    self.time = time
  }

  /// One line for a log.
  public var description: String {
    "broken invariant at \(time.picoseconds) ps" + (replica.map { " on replica \($0)" } ?? "") + ": " + message
  }
}
