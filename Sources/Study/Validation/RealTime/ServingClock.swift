import Kernel

/// A clock of the real world, handed in by whoever may read one.
public struct ServingClock: Sendable {
  /// Time since some fixed moment.
  public let now: @Sendable () -> Duration
  /// Sleeps for so long, or a little longer.
  public let sleep: @Sendable (Duration) -> Void

  /// A clock.
  public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void) {
    self.now = now
    self.sleep = sleep
  }
}
