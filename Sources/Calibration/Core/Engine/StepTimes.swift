import Kernel

/// Where the time of an executed step went, part by part, in whole nanoseconds.
///
/// The engine reads a clock at each change of part, some ten times a layer, and takes off what the readings take.
public struct StepTimes: Hashable, Sendable, BitwiseCopyable {
  private var nanoseconds = SIMD16<Int64>.zero
  private var last: Int64 = 0
  private var clock: StepClock?

  /// No time yet.
  public init() {}

  /// Time spent in a part, over all layers.
  public subscript(_ part: ExecutedPart) -> Duration { Duration(picoseconds: nanoseconds[part.rawValue] * 1000) }

  /// The whole step: the sum of its parts.
  public var total: Duration { Duration(picoseconds: nanoseconds.wrappedSum() * 1000) }

  /// Times of the given parts, for checks.
  package init(_ parts: [(part: ExecutedPart, nanoseconds: Int64)]) {
    for (part, time) in parts { nanoseconds[part.rawValue] += time }
  }

  /// Begins a step.
  mutating func begin(_ clock: StepClock) {
    nanoseconds = .zero
    self.clock = clock
    last = clock.nanoseconds()
  }

  /// Books the time since the last call on a part.
  @inline(__always) mutating func book(_ part: ExecutedPart) {
    guard let clock else { return }
    let now = clock.nanoseconds()
    nanoseconds[part.rawValue] += max(0, now - last - clock.readingNanoseconds)
    last = now
  }
}
