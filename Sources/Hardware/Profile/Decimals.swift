import Foundation

/// Decimal rounding, so that what a file holds and what is computed with are one and the same number.
enum Decimals {
  /// The number nearest to `value` with so many significant digits.
  static func rounded(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(String(format: "%.\(digits - 1)e", value)) ?? value
  }
}
