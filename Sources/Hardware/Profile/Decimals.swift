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
    let three = rounded(value, digits: 3)
    let leading = three / pow(10, log10(three).rounded(.down))
    return leading < 2 ? rounded(value, digits: 4) : three
  }
}
