import Kernel

/// Draws the times of an ``ArrivalProcess``, one after another.
struct ArrivalClock: Sendable {
  private enum Gaps {
    case constant(RateFactor)
    case exponential(mean: Double)
    case gamma(shape: Double, mean: Double)
    case none
  }
  private let gaps: Gaps
  private var stream: RandomStream
  private var now: Int64 = 0
  private var drawn = 0

  /// A clock at the start.
  ///
  /// - Throws: ``InputError`` for parameters out of range.
  init(_ process: ArrivalProcess, seed: UInt64) throws {
    try process.validate()
    stream = RandomStream(seed: seed, name: "arrival gaps")
    switch process {
    case .constant(let rate): gaps = .constant(try RateFactor(decimal: rate))
    case .poisson(let rate): gaps = .exponential(mean: 1 / rate)
    case .gamma(let rate, let variation): gaps = .gamma(shape: 1 / (variation * variation), mean: 1 / rate)
    case .atOnce: gaps = .none
    }
  }

  /// The next time.
  ///
  /// - Throws: ``InputError`` past 106 days.
  @inline(__always) mutating func next() throws -> Instant {
    defer { drawn += 1 }
    let gapSeconds: Double
    switch gaps {
    case .none: return .start
    case .constant(let rate):
      guard drawn < 1_000_000_000_000_000, let time = rate.divide(drawn, times: 1_000_000_000_000) else { throw Self.beyondTime() }
      return Instant(picoseconds: time)
    case .exponential(let mean): gapSeconds = stream.exponential(mean: mean)
    case .gamma(let shape, let mean): gapSeconds = stream.gamma(shape: shape, mean: mean)
    }
    guard let gap = Duration(exactlySeconds: gapSeconds) else { throw Self.beyondTime() }
    let (time, overflow) = now.addingReportingOverflow(gap.picoseconds)
    guard !overflow else { throw Self.beyondTime() }
    now = time
    return Instant(picoseconds: time)
  }

  static func beyondTime() -> InputError {
    InputError(
      "the arrivals pass 106 days, where simulated time ends", remedy: "give fewer requests, a duration or a higher rate")
  }
}
