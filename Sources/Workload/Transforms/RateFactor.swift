import Kernel

/// By how much a rate is multiplied, as an exact fraction, so that a scaled time is rounded once and nothing drifts.
public struct RateFactor: Hashable, Sendable, CustomStringConvertible {
  /// Above the line, positive.
  public let numerator: Int64
  /// Below the line, positive.
  public let denominator: Int64

  /// A fraction in lowest terms.
  ///
  /// - Throws: ``InputError`` where a part is not from 1 to 10^12.
  public init(numerator: Int64, denominator: Int64) throws {
    guard 1...1_000_000_000_000 ~= numerator, 1...1_000_000_000_000 ~= denominator else {
      throw InputError("a rate factor of \(numerator)/\(denominator)", remedy: "give parts from 1 to 1000000000000")
    }
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The decimal fraction that `value` is written as: 1.1 is 11/10 and not the nearest binary number.
  ///
  /// - Throws: ``InputError`` where the value is not from 10^-6 to 10^6.
  public init(_ value: Double) throws {
    guard value.isFinite, 1e-6...1e6 ~= value else {
      throw InputError("a rate factor of \(value)", remedy: "give one from 0.000001 to 1000000")
    }
    try self.init(decimal: value)
  }

  /// The decimal fraction of a number from 10^-6 to 10^9.
  init(decimal value: Double) throws {
    // The fewest decimals that read back as the same number, at most twelve.
    var denominator: Int64 = 1
    while denominator < 1_000_000_000_000, value * Double(denominator * 10) < 1e12,
      (value * Double(denominator)).rounded() / Double(denominator) != value
    {
      denominator *= 10
    }
    try self.init(numerator: Int64((value * Double(denominator)).rounded()), denominator: denominator)
  }

  /// A time divided by the factor, rounded once to the nearest picosecond; nil beyond 106 days.
  @inline(__always) func divide(_ picoseconds: Int64) -> Int64? {
    divide(Int(picoseconds), times: 1)
  }

  /// `count` x `unit` divided by the factor, rounded once; nil where it does not fit 64 bits.
  @inline(__always) func divide(_ count: Int, times unit: Int64) -> Int64? {
    // Below 2^63 x 2^40 each, or 10^15 x 10^12 x 2^40 for the callers with a unit: within 127 bits.
    let product = Int128(count) * Int128(unit) * Int128(denominator)
    let half = Int128(numerator / 2)
    let quotient = (product >= 0 ? product + half : product - half) / Int128(numerator)
    return Int64(exactly: quotient)
  }

  /// The factor as a number, for people.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// The number, shortest form.
  public var description: String { "\(value)" }

  private static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
