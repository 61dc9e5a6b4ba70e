import Report

/// Numbers that people have chosen, as they would write them: without zeros that say nothing.
enum FactorText {
  /// A factor, such as `1.5` or `2`.
  static func short(_ factor: Double) -> String { factor == factor.rounded() && factor < 1e9 ? "\(Int(factor))" : "\(factor)" }

  /// A time, such as `1 s` or `50 ms`.
  static func time(seconds: Double) -> String {
    let text = NumberText.time(seconds: seconds)
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2, parts[0].contains(".") else { return text }
    var number = parts[0]
    while number.last == "0" { number.removeLast() }
    if number.last == "." { number.removeLast() }
    return number + " " + parts[1]
  }
}
