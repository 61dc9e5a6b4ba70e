/// A length of simulated time in whole picoseconds, so that sums are exact and k steps have a closed form.
///
/// `Int64` picoseconds reach 106 days. No `Double` holds a time: a cost model rounds once, where it makes its
/// coefficients, through ``init(seconds:)``.
public struct Duration: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The length in picoseconds.
  public var picoseconds: Int64

  /// A length of so many picoseconds.
  @inlinable public init(picoseconds: Int64) { self.picoseconds = picoseconds }

  /// The nearest whole number of picoseconds to `seconds`.
  ///
  /// - Precondition: `seconds` is finite and within 106 days; a caller that takes figures from a user checks first
  ///   with ``init(exactlySeconds:)``.
  @inlinable public init(seconds: Double) {
    picoseconds = Int64((seconds * 1e12).rounded())
  }

  /// The nearest duration to `seconds`, or nil where it is not finite or beyond 106 days either way.
  @inlinable public init?(exactlySeconds seconds: Double) {
    let scaled = (seconds * 1e12).rounded()
    guard scaled.isFinite, abs(scaled) < 9.2e18 else { return nil }
    picoseconds = Int64(scaled)
  }

  /// Whole microseconds.
  @inlinable public static func microseconds(_ count: Int64) -> Duration { Duration(picoseconds: count * 1_000_000) }
  /// Whole milliseconds.
  @inlinable public static func milliseconds(_ count: Int64) -> Duration { Duration(picoseconds: count * 1_000_000_000) }
  /// Whole seconds.
  @inlinable public static func seconds(_ count: Int64) -> Duration { Duration(picoseconds: count * 1_000_000_000_000) }

  /// No time at all.
  @inlinable public static var zero: Duration { Duration(picoseconds: 0) }
  /// The longest length that can be held.
  @inlinable public static var longest: Duration { Duration(picoseconds: .max) }

  /// The length in seconds, for people and for statistics; never fed back into a clock.
  @inlinable public var seconds: Double { Double(picoseconds) / 1e12 }
  /// The length in milliseconds, for people and for statistics.
  @inlinable public var milliseconds: Double { Double(picoseconds) / 1e9 }

  /// Whether one length is shorter.
  @inlinable public static func < (left: Duration, right: Duration) -> Bool { left.picoseconds < right.picoseconds }
  /// One after the other.
  @inlinable public static func + (left: Duration, right: Duration) -> Duration {
    Duration(picoseconds: left.picoseconds + right.picoseconds)
  }
  /// What is left of one length after another; below zero where that was longer.
  @inlinable public static func - (left: Duration, right: Duration) -> Duration {
    Duration(picoseconds: left.picoseconds - right.picoseconds)
  }
  /// So many times the length.
  @inlinable public static func * (left: Duration, right: Int) -> Duration {
    Duration(picoseconds: left.picoseconds * Int64(right))
  }
  /// Lengthens by another length.
  @inlinable public static func += (left: inout Duration, right: Duration) { left.picoseconds += right.picoseconds }
  /// Shortens by another length.
  @inlinable public static func -= (left: inout Duration, right: Duration) { left.picoseconds -= right.picoseconds }
}
