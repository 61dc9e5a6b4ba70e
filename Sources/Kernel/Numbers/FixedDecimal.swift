/// Numbers as text with a fixed count of decimals, the same in every locale and process.
public enum FixedDecimal {
  /// `value` to the nearest multiple of 10^-digits, halves away from zero; `nan`, `inf` or the shortest exponent form where digits
  /// cannot hold it.
  public static func text(_ value: Double, digits: Int) -> String {
    precondition((0...15).contains(digits), "a count of decimals beyond what a Double holds")
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let whole = Int64(scaled)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(whole)" }
    let fraction = String(whole % Int64(scale))
    return sign + "\(whole / Int64(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
