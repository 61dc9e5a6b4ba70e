import Kernel

/// A range of values in a few characters: `1..4`, `2..26/3`, `512..8192x2`, each with a unit behind it where the key wants one.
///
/// - `A..B/S` is arithmetic: A, A+S, A+2S, ... as far as B; `A..B` has the step 1.
/// - `A..BxF` is geometric: A, AxF, AxFxF, ... as far as B.
///
/// B itself is among them where a step meets it exactly, and is the bound otherwise. Numbers are decimals and are reckoned with as such,
/// so that `0.1..0.5/0.1` has five values and not four.
enum SweepRange {
  /// Values that a range may have.
  static let mostValues = 1000
  private static let mostDigits = 15

  /// The values of a range, each with the unit behind it; nil where `text` is no range.
  ///
  /// - Throws: ``InputError`` for a range that has no end or no beginning.
  static func values(_ text: String, at place: Place) throws(InputError) -> [String]? {
    // A path may hold dots and begin with a digit, too.
    guard let dots = text.range(of: ".."), (try? DecimalNumber(text[..<dots.lowerBound].trimmingSpaces)) != nil else { return nil }
    let (rest, unit) = parts(text[dots.upperBound...])
    let start = try number(text[..<dots.lowerBound], of: text, at: place)
    let sign = rest.firstIndex { $0 == "/" || $0 == "x" }
    let end = try number(rest[..<(sign ?? rest.endIndex)], of: text, at: place)
    let step = try sign.map { sign throws(InputError) in try number(rest[rest.index(after: sign)...], of: text, at: place) }
    let values: [ScaledDecimal]
    if let sign, rest[sign] == "x" {
      values = try geometric(from: start, to: end, factor: step!, text, place)
    } else {
      values = try arithmetic(from: start, to: end, step: step ?? ScaledDecimal(units: 1, tens: 0), text, place)
    }
    return values.map { $0.text + unit }
  }

  /// What follows the dots: numbers with the sign between them, and the unit behind them with a space before it.
  private static func parts(_ text: Substring) -> (numbers: Substring, unit: String) {
    let end = text.firstIndex { !"0123456789.-/x".contains($0) } ?? text.endIndex
    let unit = text[end...].trimmingSpaces
    return (text[..<end].trimmingSpaces, unit.isEmpty ? "" : " " + unit)
  }

  private static func number(_ text: Substring, of range: String, at place: Place) throws(InputError) -> ScaledDecimal {
    let number: DecimalNumber
    do { number = try DecimalNumber(text.trimmingSpaces) } catch { throw fault(range, "'\(String(text).shortened)' is no number", place) }
    guard let scaled = ScaledDecimal(number, mostDigits: mostDigits) else {
      throw fault(range, "'\(String(text).shortened)' has more than \(mostDigits) digits", place)
    }
    return scaled
  }

  private static func fault(_ range: String, _ what: String, _ place: Place) -> InputError {
    place.error(
      "the range '\(range.shortened)': \(what)",
      remedy: "write it like 1..4, 2..26/3 (steps of 3) or 512..8192x2 (doubling), with the unit at its end: 2..26/3 req/s")
  }

  private static func arithmetic(
    from start: ScaledDecimal, to end: ScaledDecimal, step: ScaledDecimal, _ text: String, _ place: Place
  ) throws(InputError) -> [ScaledDecimal] {
    let tens = min(start.tens, end.tens, step.tens)
    guard let first = start.units(tens: tens), let last = end.units(tens: tens), let stride = step.units(tens: tens) else {
      throw fault(text, "its numbers are too far apart", place)
    }
    if stride <= 0 { throw fault(text, "a step of \(step.text) leads nowhere", place) }
    if first > last { throw fault(text, "it ends below its beginning", place) }
    if (Int128(last) - Int128(first)) / Int128(stride) >= Int128(mostValues) {
      throw fault(text, "it has more than \(mostValues) values", place)
    }
    return Swift.stride(from: first, through: last, by: Int(stride)).map { ScaledDecimal(units: $0, tens: tens) }
  }

  private static func geometric(
    from start: ScaledDecimal, to end: ScaledDecimal, factor: ScaledDecimal, _ text: String, _ place: Place
  ) throws(InputError) -> [ScaledDecimal] {
    if start.units <= 0 { throw fault(text, "\(start.text) times anything never comes above it", place) }
    if !(ScaledDecimal(units: 1, tens: 0) < factor) { throw fault(text, "a factor of \(factor.text) leads nowhere", place) }
    if end < start { throw fault(text, "it ends below its beginning", place) }
    var values = [start]
    while let last = values.last {
      guard let next = last.times(factor) else { throw fault(text, "its values have more than 18 digits", place) }
      if end < next { break }
      values.append(next)
      if values.count > mostValues { throw fault(text, "it has more than \(mostValues) values", place) }
    }
    return values
  }
}
