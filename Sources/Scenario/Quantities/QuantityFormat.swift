import Kernel

extension Quantity {
  /// A length of time in the greatest unit that it is a whole number of: `500 ms`, `90 s`, `0 s`.
  package static func text(_ duration: Duration) -> String {
    let picoseconds = duration.picoseconds
    if picoseconds == 0 { return "0 s" }
    for unit in Dimension.time.units.reversed() where picoseconds % unit.multiple == 0 {
      return "\(picoseconds / unit.multiple) \(unit.symbol)"
    }
    preconditionFailure("every time is a whole number of picoseconds")
  }

  /// A quantity in its base unit.
  package static func text(_ value: Double, in dimension: Dimension) -> String { text(value) + " " + dimension.units[0].symbol }

  /// The shortest decimal that reads back as the same number, without a point where there is no fraction.
  package static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
