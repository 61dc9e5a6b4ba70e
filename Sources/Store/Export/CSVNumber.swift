import Kernel

/// Numbers that are not whole, with as many digits as mean something: a time is known to the picosecond and figures of a run to far
/// less, so that seventeen digits would only be bytes.
///
/// Times have the digits of a nanosecond and shares nine decimals; all others, rates, energies and prices, nine digits that count. Zeros at
/// the end are left out, and the bytes depend on the number alone.
enum CSVNumber {
  /// The decimals of columns in these units.
  private static let decimals = ["ms": 6, "s": 9, "share": 9]
  private static let significantDigits = 9

  /// `value`, of a column in this unit.
  static func text(_ value: Double, unit: String) -> String {
    if value == 0 { return "0" }
    if let decimals = decimals[unit] { return trimmed(FixedDecimal.text(value, digits: decimals)) }
    // Smaller ones have no room behind the point.
    return value.magnitude < 1e-6 ? "\(value)" : trimmed(FixedDecimal.text(value, digits: decimalsForDigits(value)))
  }

  /// Decimals that leave so many digits that count, as far as a Double holds them.
  private static func decimalsForDigits(_ value: Double) -> Int {
    var decimals = significantDigits - 1
    var size = value.magnitude
    while size >= 10 && decimals > 0 {
      size /= 10
      decimals -= 1
    }
    while size < 1 && decimals < 15 {
      size *= 10
      decimals += 1
    }
    return decimals
  }

  private static func trimmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")), !text.utf8.contains(UInt8(ascii: "e")) else { return text }
    var end = text.utf8.endIndex
    while text.utf8[text.utf8.index(before: end)] == UInt8(ascii: "0") { end = text.utf8.index(before: end) }
    if text.utf8[text.utf8.index(before: end)] == UInt8(ascii: ".") { end = text.utf8.index(before: end) }
    let shortened = String(text[..<end])
    return shortened == "-0" ? "0" : shortened
  }
}
