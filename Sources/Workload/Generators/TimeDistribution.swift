import Kernel

/// A distribution of lengths of time. Draws are whole picoseconds, from 0 to ``longest``.
public enum TimeDistribution: Hashable, Sendable, CustomStringConvertible {
  /// Always the same.
  case constant(Duration)
  /// Every time from the first to the last, equally likely.
  case uniform(from: Duration, through: Duration)
  /// The logarithm is normal, with this mean and this deviation over it.
  case lognormal(mean: Duration, coefficientOfVariation: Double)

  /// The longest time that is drawn: ten days.
  public static let longest = Duration.seconds(864_000)

  /// Checks the parameters.
  ///
  /// - Throws: ``InputError`` for times outside 0 ... ``longest`` or a variation outside 0.001 ... 100.
  public func validate() throws {
    let (times, remedy) = (Duration.zero...Self.longest, "times are from 0 to \(Int(Self.longest.seconds)) s")
    switch self {
    case .constant(let time):
      guard times ~= time else { throw InputError("a time of \(time.seconds) s", remedy: remedy) }
    case .uniform(let first, let last):
      guard times ~= first, times ~= last, first <= last else {
        throw InputError("times from \(first.seconds) to \(last.seconds) s", remedy: remedy + ", the first not above the last")
      }
    case .lognormal(let mean, let variation):
      guard times ~= mean, mean > .zero else { throw InputError("a mean time of \(mean.seconds) s", remedy: remedy + ", the mean above 0") }
      guard 0.001...100 ~= variation else {
        throw InputError("a coefficient of variation of \(variation)", remedy: "from 0.001 (always the same) to 100")
      }
    }
  }

  /// Draws one, rounded to the picosecond once.
  func draw(_ stream: inout RandomStream) -> Duration {
    switch self {
    case .constant(let time): return time
    case .uniform(let first, let last):
      return first + Duration(picoseconds: Int64((stream.uniform() * Double((last - first).picoseconds)).rounded()))
    case .lognormal(let mean, let variation):
      let variance = logarithm(1 + variation * variation)
      let factor = exponential(variance.squareRoot() * stream.normal() - variance / 2)
      let picoseconds = (Double(mean.picoseconds) * factor).rounded()
      return picoseconds < Double(Self.longest.picoseconds) ? Duration(picoseconds: Int64(picoseconds)) : Self.longest
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .constant(let time): "\(time.seconds) s"
    case .uniform(let first, let last): "uniform \(first.seconds) to \(last.seconds) s"
    case .lognormal(let mean, let variation): "lognormal, mean \(mean.seconds) s, variation \(variation)"
    }
  }
}
