/// What the time of a step's parts is read from.
package struct StepClock: Hashable, Sendable, BitwiseCopyable {
  /// Which clock.
  package enum Kind: Hashable, Sendable, BitwiseCopyable {
    /// The monotonic clock: what a user waits.
    case wall
    /// The calling thread's time on a processor: what a step takes while nobody else wants the machine. It says nothing
    /// of the work of other threads.
    case thread
  }

  /// Which clock.
  package let kind: Kind
  /// Nanoseconds that a reading takes, to be taken off every interval.
  let readingNanoseconds: Int64

  /// A clock; what a reading takes is measured now.
  package init(_ kind: Kind) {
    self.kind = kind
    var least = Int64.max
    for _ in 0..<20 {
      let start = Self.read(kind)
      for _ in 0..<50 { _ = Self.read(kind) }
      least = min(least, (Self.read(kind) - start) / 51)
    }
    readingNanoseconds = max(0, least)
  }

  /// Nanoseconds since some fixed moment.
  @inline(__always) func nanoseconds() -> Int64 { Self.read(kind) }

  @inline(__always) private static func read(_ kind: Kind) -> Int64 {
    kind == .wall ? WallClock.nanoseconds() : WallClock.processorNanoseconds()
  }
}
