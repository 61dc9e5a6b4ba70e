import Kernel

/// Numbers as people read them, the same bytes everywhere.
enum DecimalText {
  /// A number with so many decimals, or a dash for none.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    value.isNaN ? "-" : FixedDecimal.text(value, digits: decimals)
  }

  /// About four digits that count.
  static func short(_ value: Double) -> String {
    let size = abs(value)
    return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 || size == 0 ? 3 : size >= 0.001 ? 5 : 9)
  }

  /// A whole number with commas between thousands.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// Padded with blanks on the left.
  static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(width - text.count, 0)) + text }
  /// Padded with blanks on the right.
  static func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 0)) }
}
