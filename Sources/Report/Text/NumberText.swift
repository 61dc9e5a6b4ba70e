import Kernel
import Metrics

/// Numbers as people read them: few digits, thousands apart, the same everywhere.
package enum NumberText {
  /// A whole number with its thousands apart, such as `19,366`.
  package static func count(_ value: Int) -> String { grouped("\(value)") }

  /// A figure with the decimals that its size calls for: two significant digits or more, so that nothing but 0 is shown as 0.
  package static func figure(_ value: Double) -> String { fixed(value, decimals: decimals(for: value)) }

  /// Beyond these a figure is written with its power of ten.
  private static let mostDecimals = 9

  /// A figure with so many decimals, thousands apart.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    if decimals > mostDecimals { return "\(value)" }
    let text = FixedDecimal.text(value, digits: decimals)
    return text.contains("e") ? text : grouped(text)
  }

  /// The decimals that a figure of this size is shown with.
  package static func decimals(for value: Double) -> Int {
    switch value.magnitude {
    case 1000...: 0
    case 10...: 1
    case 1...: 2
    case 0: 0
    case 0.1...: 3
    case 0.001...: 4
    default: decimals(forSmall: value.magnitude)
    }
  }

  /// The decimals of which the last two are significant; ``mostDecimals`` and one more where that takes more.
  private static func decimals(forSmall value: Double) -> Int {
    var (decimals, digits) = (4, value * 1e4)
    while digits < 10 && decimals <= mostDecimals {
      decimals += 1
      digits *= 10
    }
    return decimals
  }

  /// A figure with its sign, for differences.
  package static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A share in per cent, such as `99.3 %`; one that is short of whole is never shown as whole.
  package static func percent(_ share: Double) -> String {
    let value = share * 100
    if value > 0 && value < 0.05 { return "<0.1 %" }
    var decimals = 1
    while value != 100, decimals < 6, Double(FixedDecimal.text(value, digits: decimals)) == 100 { decimals += 1 }
    let text = FixedDecimal.text(value, digits: decimals)
    if decimals == 6 && Double(text) == 100 { return 100 - value < 1e-9 ? "100 %" : ">99.999999 %" }
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
  }

  /// A share beside the one that was asked for, with as many digits as it takes to see which of them is greater.
  package static func percent(_ share: Double, asked: Double) -> String {
    func tells(_ shown: Double) -> Bool { share < asked ? shown < asked * 100 - 1e-9 : shown > asked * 100 - 1e-9 }
    let short = percent(share)
    if Double(short.dropLast(2)).map(tells) ?? true { return short }
    for decimals in 2...8 {
      let text = FixedDecimal.text(share * 100, digits: decimals)
      if let shown = Double(text), tells(shown) { return text + " %" }
    }
    return short
  }

  /// An amount with a prefix that keeps it short, such as `1.24 MJ`.
  package static func scaled(_ value: Double, _ unit: String) -> String {
    for (limit, prefix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value.magnitude >= limit {
      return figure(value / limit) + " \(prefix)\(unit)"
    }
    return figure(value) + " \(unit)"
  }

  /// Bytes in decimal units, such as `80.0 GB`.
  package static func bytes(_ count: Double) -> String { scaled(count, "B") }

  /// Bytes that are guessed: with two digits that count, such as `7.9 MB` or `120 kB`.
  package static func roughBytes(_ count: Double) -> String {
    let unit: (size: Double, name: String) =
      [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")].first { count >= 0.995 * $0.0 } ?? (1, "B")
    let value = count / unit.size
    let step = value < 100 ? 1.0 : 10.0
    return (value < 9.95 && unit.size > 1 ? fixed(value, decimals: 1) : fixed((value / step).rounded() * step, decimals: 0))
      + " \(unit.name)"
  }

  /// A length of time in the unit that suits it, such as `58.6 min`.
  package static func time(seconds: Double, decimals: Int? = nil) -> String {
    let (value, unit) =
      switch seconds {
      case 172_800...: (seconds / 86_400, "d")
      case 7200...: (seconds / 3600, "h")
      case 120...: (seconds / 60, "min")
      case 1...: (seconds, "s")
      case 1e-3...: (seconds * 1e3, "ms")
      default: (seconds * 1e6, "us")
      }
    return fixed(value, decimals: decimals ?? Self.decimals(for: value)) + " " + unit
  }

  private static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let body = text.dropFirst(sign.count)
    let whole = body.prefix { $0 != "." }
    guard whole.count > 3 else { return text }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return sign + result + body.dropFirst(whole.count)
  }
}
