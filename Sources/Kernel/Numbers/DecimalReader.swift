/// Reads decimal digits as binary numbers, fast where that is exact.
public enum DecimalReader {
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The binary number nearest to what the characters say, as `Double` reads them; nil where they say none.
  ///
  /// Up to fifteen digits and a power of ten up to 10^22 are both exact in binary, so that one division rounds once and rightly
  /// (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990); everything else goes the library's way.
  public static func double(_ characters: borrowing Span<UInt8>) -> Double? {
    var position = 0
    let isNegative = characters.count > 0 && characters[0] == UInt8(ascii: "-")
    if isNegative { position = 1 }
    var significand: Int64 = 0
    var (digits, decimals) = (0, 0)
    var hasPoint = false
    while position < characters.count {
      let character = characters[position]
      if 0x30...0x39 ~= character {
        significand = significand &* 10 &+ Int64(character &- 0x30)
        digits += 1
        if hasPoint { decimals += 1 }
      } else if character == UInt8(ascii: "."), !hasPoint, digits > 0 {
        hasPoint = true
      } else {
        return byLibrary(characters)
      }
      position += 1
    }
    guard 1...15 ~= digits, !hasPoint || decimals > 0 else { return byLibrary(characters) }
    let magnitude = Double(significand) / powersOfTen[decimals]
    return isNegative ? -magnitude : magnitude
  }

  private static func byLibrary(_ characters: borrowing Span<UInt8>) -> Double? {
    var bytes: [UInt8] = []
    for index in characters.indices { bytes.append(characters[index]) }
    return String(validating: bytes, as: UTF8.self).flatMap { Double($0) }
  }
}
