/// A decimal number as so many units of a power of ten, to count on with and to write out again without a digit lost.
struct ScaledDecimal: Hashable, Comparable {
  /// The number is `units x 10^tens`.
  let units: Int64
  let tens: Int

  /// So many units of a power of ten.
  init(units: Int64, tens: Int) {
    self.units = units
    self.tens = tens
  }

  /// A number as it was written; nil where it would take more digits than `mostDigits` on either side of the point.
  init?(_ number: DecimalNumber, mostDigits: Int) {
    guard -mostDigits...mostDigits ~= number.exponent, "\(number.significand.magnitude)".utf8.count <= mostDigits else { return nil }
    self.init(units: number.significand, tens: number.exponent)
  }

  /// The number in units of a power of ten that is not greater than its own; nil where 64 bits do not hold them.
  func units(tens wanted: Int) -> Int64? {
    var wide = Int128(units)
    for _ in 0..<(tens - wanted) {
      wide *= 10
      if wide.magnitude > UInt128(Int64.max) { return nil }
    }
    return Int64(exactly: wide)
  }

  /// The product; nil where it has more than eighteen digits.
  func times(_ other: ScaledDecimal) -> ScaledDecimal? {
    var (product, power) = (Int128(units) * Int128(other.units), tens + other.tens)
    while product != 0 && product % 10 == 0 { (product, power) = (product / 10, power + 1) }
    guard product.magnitude < 1_000_000_000_000_000_000, -18...18 ~= power, let units = Int64(exactly: product) else { return nil }
    return ScaledDecimal(units: units, tens: power)
  }

  static func < (left: ScaledDecimal, right: ScaledDecimal) -> Bool {
    let tens = min(left.tens, right.tens)
    // Eighteen digits and nineteen places more fit 128 bits; a number further to the left is greater whatever its digits are.
    if left.tens - tens > 19 { return left.units < 0 }
    if right.tens - tens > 19 { return right.units > 0 }
    func wide(_ number: ScaledDecimal) -> Int128 { (0..<(number.tens - tens)).reduce(Int128(number.units)) { wide, _ in wide * 10 } }
    return wide(left) < wide(right)
  }

  /// The number in plain digits, without an exponent.
  var text: String {
    if tens >= 0 { return units == 0 ? "0" : "\(units)" + String(repeating: "0", count: tens) }
    let digits = "\(units.magnitude)"
    let padded = String(repeating: "0", count: max(0, 1 - tens - digits.count)) + digits
    let whole = padded.dropLast(-tens)
    var fraction = padded.suffix(-tens)
    while fraction.last == "0" { fraction.removeLast() }
    return (units < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}
