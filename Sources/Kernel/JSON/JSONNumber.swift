/// A number of a JSON text.
public struct JSONNumber: Hashable, Sendable {
  /// The nearest binary number; finite.
  public let value: Double
  /// The digits as they are written, where the number has no sign, point or exponent and fits 64 bits: exact beyond 2^53.
  public let digits: UInt64?

  init(_ value: Double, digits: UInt64?) {
    self.value = value
    self.digits = digits
  }

  /// The greatest whole number up to which every one is exact in binary: 2^53.
  private static let exactLimit = 9_007_199_254_740_992.0

  /// The whole number; nil where there is a fraction, or where it lies beyond 2^53 on either side.
  public var whole: Int? { value == value.rounded() && abs(value) <= Self.exactLimit ? Int(value) : nil }
}
