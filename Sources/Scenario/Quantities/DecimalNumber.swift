/// A number exactly as it was written in decimal digits: `significand x 10^exponent`.
///
/// Units are applied to this and not to a binary fraction, so that 0.1 ms is a hundred million picoseconds and 99.9 % is
/// the same number as 0.999.
package struct DecimalNumber: Hashable, Sendable {
  /// The digits without trailing zeros, as many as 64 bits hold: eighteen, and most numbers of nineteen.
  package let significand: Int64
  /// The power of ten that they are multiplied by.
  package let exponent: Int

  /// What is wrong with a text that is no number, said as the remedy.
  package enum Fault: Error, Hashable, Sendable {
    /// Not a number at all.
    case notANumber
    /// A number in a form that other readers take for something else; the text says how to write it.
    case form(String)
  }

  /// Reads `12`, `-0.5`, `1e9` and nothing else: no underscore, no comma, no leading zero, plus or bare point.
  package init(_ text: some StringProtocol) throws(Fault) {
    let bytes = Array(text.utf8)
    try Self.refuseOtherForms(bytes)
    var position = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { position = 1 }
    let whole = Self.digits(bytes, &position)
    guard !whole.isEmpty else { throw Self.isBarePoint(bytes.dropFirst(position)) ? .form("write a digit before the point") : .notANumber }
    if whole.count > 1 && whole.first == 0 { throw .form("write it without leading zeros") }
    var fraction: [UInt8] = []
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      fraction = Self.digits(bytes, &position)
      if fraction.isEmpty { throw position == bytes.count ? .form("write a digit after the point") : .notANumber }
    }
    var power = 0
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") { power = try Self.power(bytes, &position) }
    guard position == bytes.count else { throw .notANumber }
    var all = Array((whole + fraction).drop { $0 == 0 })
    var tens = power - fraction.count
    while all.last == 0 {
      all.removeLast()
      tens += 1
    }
    let digits = all.count > 19 ? nil : Int64(exactly: all.reduce(Int128(0)) { $0 * 10 + Int128($1) })
    guard let magnitude = digits else { throw .form("write at most 18 digits") }
    significand = isNegative ? -magnitude : magnitude
    exponent = magnitude == 0 ? 0 : tens
  }

  /// A fraction without the digit before its point.
  private static func isBarePoint(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first == UInt8(ascii: ".") && (bytes.dropFirst().first.map { 48...57 ~= $0 } ?? false)
  }

  private static func digits(_ bytes: [UInt8], _ position: inout Int) -> [UInt8] {
    var found: [UInt8] = []
    while position < bytes.count, 48...57 ~= bytes[position] {
      found.append(bytes[position] - 48)
      position += 1
    }
    return found
  }

  private static func power(_ bytes: [UInt8], _ position: inout Int) throws(Fault) -> Int {
    position += 1
    var sign = 1
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      sign = bytes[position] == UInt8(ascii: "-") ? -1 : 1
      position += 1
    }
    let found = digits(bytes, &position)
    if found.isEmpty || position != bytes.count { throw .notANumber }
    if found.count > 4 { throw .form("no quantity has such an exponent") }
    return sign * found.reduce(0) { $0 * 10 + Int($1) }
  }

  /// Forms that YAML 1.1 or other tools read as numbers, with what to write instead.
  private static func refuseOtherForms(_ bytes: [UInt8]) throws(Fault) {
    let body = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    if bytes.first == UInt8(ascii: "+") { throw .form("write it without '+'") }
    guard let first = body.first, 48...57 ~= first else { return }
    if body.contains(UInt8(ascii: "_")) || body.contains(UInt8(ascii: ",")) { throw .form("write the digits without separators") }
    if body.contains(UInt8(ascii: ":")) { throw .form("write it as one number, not in sixties") }
    if body.count > 1, first == 48, [0x6F, 0x78, 0x62].contains(body[body.startIndex + 1] | 0x20) {
      throw .form("write it as a decimal number")
    }
  }

  /// The nearest binary number to `self x 10^power`; infinite where it is too large.
  package func value(timesTenTo power: Int = 0) -> Double { Double("\(significand)e\(exponent + power)") ?? .infinity }

  /// What a whole number of units comes to.
  package enum WholeAmount: Hashable, Sendable {
    case whole(Int64)
    case fractional
    case tooLarge
  }

  /// `self x unit`, where that is a whole number that 64 bits hold.
  package func whole(times unit: Int64) -> WholeAmount {
    var product = Int128(significand) * Int128(unit)
    if product == 0 { return .whole(0) }
    var tens = exponent
    while tens > 0 {
      product *= 10
      tens -= 1
      if abs(product) > Int128(Int64.max) { return .tooLarge }
    }
    while tens < 0 {
      if product % 10 != 0 { return .fractional }
      product /= 10
      tens += 1
    }
    return abs(product) > Int128(Int64.max) ? .tooLarge : .whole(Int64(product))
  }
}
