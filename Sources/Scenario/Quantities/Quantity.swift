import Kernel

/// Numbers with units: read strictly, kept exactly, written in one way.
///
/// A number under a key that has a dimension must carry a unit, so that nobody has to know whether `timeout: 30` meant
/// seconds. The space before the unit may be left out.
package enum Quantity {
  /// Why a text is no quantity: what is wrong, and what would be right.
  package struct Fault: Error, Hashable, Sendable {
    package var message: String
    package var remedy: String
  }

  /// A length of time, converted once to picoseconds.
  package static func duration(_ text: String) throws(Fault) -> Duration {
    let (number, unit) = try parts(of: text, in: .time)
    if number.significand < 0 { throw negative(text, .time) }
    switch number.whole(times: unit.multiple) {
    case .whole(let picoseconds): return Duration(picoseconds: picoseconds)
    case .fractional:
      throw Fault(
        message: "'\(text.shortened)' is no whole number of picoseconds", remedy: "times are counted in picoseconds: give fewer digits")
    case .tooLarge:
      throw Fault(message: "'\(text.shortened)' is longer than the 106 days that can be simulated", remedy: "give a shorter time")
    }
  }

  /// A quantity of another dimension, in its base unit.
  package static func value(_ text: String, in dimension: Dimension) throws(Fault) -> Double {
    let (number, unit) = try parts(of: text, in: dimension)
    if number.significand < 0 { throw negative(text, dimension) }
    let scaled = number.value(timesTenTo: unit.power) * Double(unit.multiple) / Double(unit.divisor)
    guard scaled.isFinite else {
      throw Fault(message: "'\(text.shortened)' is beyond all bounds", remedy: "write it like \(dimension.example)")
    }
    return scaled
  }

  /// A share, as a number (`0.9`) or in per cent (`90 %`).
  package static func fraction(_ text: String) throws(Fault) -> Double {
    let isPercent = text.hasSuffix("%")
    let body = isPercent ? text.dropLast().trimmingSpaces : text[...]
    do {
      return try DecimalNumber(body).value(timesTenTo: isPercent ? -2 : 0)
    } catch {
      throw fault(error, text: text, example: "0.9 or 90 %")
    }
  }

  /// A number without a unit.
  package static func number(_ text: String) throws(Fault) -> Double {
    do {
      return try DecimalNumber(text).value()
    } catch {
      throw fault(error, text: text, example: "a number such as 1.5")
    }
  }

  /// A whole number, which may be followed by `unit` where one is given (`2048 tokens`).
  package static func count(_ text: String, unit: String? = nil) throws(Fault) -> Int {
    var body = text[...]
    if let unit, let last = text.split(separator: " ").last, last == unit || last == unit.dropLast(), text.contains(" ") {
      body = text.dropLast(last.count).trimmingSpaces
    }
    let example = unit.map { "2048 or 2048 \($0)" } ?? "a whole number such as 64"
    let lower = body.lowercased()
    if lower.count > 1, lower.hasSuffix("k"), let number = try? DecimalNumber(lower.dropLast()),
      case .whole(let thousands) = number.whole(times: 1000),
      thousands < 1_000_000_000
    {
      throw Fault(message: "'\(text)' can mean \(thousands) or \(thousands / 1000 * 1024)", remedy: "write the number out")
    }
    do {
      switch try DecimalNumber(body).whole(times: 1) {
      case .whole(let count): return Int(count)
      case .fractional: throw Fault(message: "'\(text.shortened)' is no whole number", remedy: "write \(example)")
      case .tooLarge: throw Fault(message: "'\(text.shortened)' is beyond all bounds", remedy: "write \(example)")
      }
    } catch let error as DecimalNumber.Fault {
      throw fault(error, text: text, example: example)
    } catch let error as Fault {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above")
    }
  }

  /// Number and unit of a text such as `500 ms`.
  private static func parts(of text: String, in dimension: Dimension) throws(Fault) -> (DecimalNumber, Dimension.Unit) {
    let symbols = dimension.units.map(\.symbol)
    let end = endOfNumber(text)
    let written = text[..<end].trimmingSpaces
    let symbol = String(text[end...].trimmingSpaces)
    let number: DecimalNumber
    do { number = try DecimalNumber(written) } catch { throw fault(error, text: text, example: dimension.example) }
    if symbol.isEmpty {
      let written = text.shortened
      if number.significand < 0 {
        throw Fault(message: "'\(written)' is negative and has no unit", remedy: "write it like \(dimension.example)")
      }
      let examples = dimension == .time ? "\(written) ms or \(written) s" : "\(written) \(symbols[0])"
      throw Fault(message: "'\(written)' has no unit", remedy: "write \(examples) (units: \(symbols.joined(separator: ", ")))")
    }
    if let unit = dimension.units.first(where: { $0.symbol == symbol }) { return (number, unit) }
    if dimension == .time, symbol == "µs" || symbol == "μs" { return (number, Dimension.Unit("us", times: 1_000_000)) }
    let meant = dimension.commonMistakes.first { $0.written == symbol.lowercased() }?.meant ?? Nearest.match(symbol, among: symbols)
    let hint = meant.map { "did you mean '\($0)'? " } ?? ""
    throw Fault(
      message: "unknown unit '\(symbol.shortened)' of \(dimension.rawValue)", remedy: hint + "units: \(symbols.joined(separator: ", "))")
  }

  /// Where the number ends and the unit begins; an `e` belongs to the number where digits follow it.
  private static func endOfNumber(_ text: String) -> String.Index {
    let bytes = Array(text.utf8)
    var end = 0
    while end < bytes.count {
      let byte = bytes[end]
      if 48...57 ~= byte || [0x2B, 0x2C, 0x2D, 0x2E, 0x3A, 0x5F].contains(byte) {
        end += 1
      } else if byte | 0x20 == 0x65, let next = bytes.dropFirst(end + 1).first(where: { $0 != 0x2B && $0 != 0x2D }), 48...57 ~= next {
        end += 1
      } else {
        break
      }
    }
    return text.utf8.index(text.startIndex, offsetBy: end)
  }

  private static func negative(_ text: String, _ dimension: Dimension) -> Fault {
    Fault(message: "'\(text.shortened)' is negative", remedy: "write it like \(dimension.example)")
  }

  private static func fault(_ fault: DecimalNumber.Fault, text: String, example: String) -> Fault {
    switch fault {
    case .notANumber: Fault(message: "'\(text.shortened)' is no number", remedy: "write \(example)")
    case .form(let remedy): Fault(message: "'\(text.shortened)' is written in a way that can be misread", remedy: remedy)
    }
  }
}

extension Substring {
  /// Without spaces at either end.
  var trimmingSpaces: Substring {
    var text = self
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return text
  }
}
