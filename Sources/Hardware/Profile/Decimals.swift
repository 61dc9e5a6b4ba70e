import Foundation

/// Decimal rounding, so that what a file holds and what is computed with are one and the same number.
enum Decimals {
  /// The number nearest to `value` with so many significant digits.
  static func rounded(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(String(format: "%.\(digits - 1)e", value)) ?? value
  }

  /// A factor to four significant digits where the first is a one, and three otherwise: within 0.25 %.
  static func factor(_ value: Double) -> Double {
    if isRoundedFactor(value) { return value }
    let three = rounded(value, digits: 3)
    if leading(three) >= 2 { return three }
    let four = rounded(value, digits: 4)
    // From 1.995 on a factor that is read again has three digits, and would be another.
    return (leading(four) * 1000).rounded() == 1995 ? three : four
  }

  /// What stands before the power of ten: 1 to 10.
  private static func leading(_ value: Double) -> Double {
    let power = (value.naturalLogarithm / 10.0.naturalLogarithm).rounded(.down)
    let leading = value / 10.0.raised(to: power)
    return leading < 1 ? leading * 10 : leading >= 10 ? leading / 10 : leading
  }

  /// Whether the factor is surely rounded already, as all factors of a file are: told without the detour over text, which
  /// takes a hundred times as long. False where it may be or is not.
  ///
  /// A whole number below 10^4 over a power of ten is rounded once, so that it equals the value if and only if the value is
  /// the one nearest to those digits.
  private static func isRoundedFactor(_ value: Double) -> Bool {
    guard value >= 0.01, value < 1000 else { return false }
    let unit = value < 0.1 ? 1e4 : value < 1 ? 1e3 : value < 10 ? 1e2 : value < 100 ? 1e1 : 1
    if (value * unit).rounded() / unit == value { return true }
    // From 1995 on three digits would round to 200, which has no one in front.
    let four = (value * unit * 10).rounded()
    return four < 1995 && four / (unit * 10) == value
  }
}
