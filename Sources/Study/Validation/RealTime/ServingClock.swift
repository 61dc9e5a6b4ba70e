import Kernel

/// A clock of the real world, handed in by code that may read one.
///
/// It may stand still while the machine works for others: then what is served takes what it would on a machine of its own, and
/// ``wall`` says how much that leaves out.
public struct ServingClock: Sendable {
  /// Time since some fixed moment, by which requests come and are served.
  public let now: @Sendable () -> Duration
  /// Time since some fixed moment as the rest of the world counts it.
  public let wall: @Sendable () -> Duration
  /// Lets so much time pass, or a little more.
  public let sleep: @Sendable (Duration) -> Void

  /// A clock.
  public init(
    now: @escaping @Sendable () -> Duration, wall: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void
  ) {
    self.now = now
    self.wall = wall
    self.sleep = sleep
  }
}
