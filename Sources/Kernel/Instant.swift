/// A point of simulated time, in whole picoseconds since the run began.
///
/// A type of its own, so that two instants cannot be added and a length cannot be mistaken for a date.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Picoseconds since the run began.
  public var picoseconds: Int64

  /// The instant so many picoseconds into the run.
  @inlinable public init(picoseconds: Int64) { self.picoseconds = picoseconds }

  /// The instant so long after the run began.
  @inlinable public init(_ sinceStart: Duration) { picoseconds = sinceStart.picoseconds }

  // Computed and inlinable: a stored one is behind a call from every other module, and the main loop asks often.

  /// When the run begins.
  @inlinable public static var start: Instant { Instant(picoseconds: 0) }
  /// Later than everything that happens.
  @inlinable public static var never: Instant { Instant(picoseconds: .max) }

  /// Seconds since the run began, for people and statistics.
  @inlinable public var seconds: Double { Double(picoseconds) / 1e12 }

  /// Whether one instant is earlier.
  @inlinable public static func < (left: Instant, right: Instant) -> Bool { left.picoseconds < right.picoseconds }
  /// So long after an instant.
  @inlinable public static func + (left: Instant, right: Duration) -> Instant {
    Instant(picoseconds: left.picoseconds + right.picoseconds)
  }
  /// The time from one instant to another.
  @inlinable public static func - (left: Instant, right: Instant) -> Duration {
    Duration(picoseconds: left.picoseconds - right.picoseconds)
  }
  /// So long before an instant.
  @inlinable public static func - (left: Instant, right: Duration) -> Instant {
    Instant(picoseconds: left.picoseconds - right.picoseconds)
  }
  /// Moves on.
  @inlinable public static func += (left: inout Instant, right: Duration) { left.picoseconds += right.picoseconds }
}
