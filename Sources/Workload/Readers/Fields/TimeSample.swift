import Kernel

/// The first times of a file, from which their unit is told where no name says it.
struct TimeSample {
  /// Requests/s that a recorded trace may have. Two units that both give such a rate leave the unit open: only a user can say it.
  private static let plausibleRates = 0.02...500.0
  /// Requests/s that whole milliseconds under Mooncake's keys may have; its own traces have some 3 to 7.
  private static let mooncakeRate = 50.0
  /// Requests/s from which on times with a fraction are surely of the larger of two units.
  private static let sureRate = 0.2

  private(set) var count = 0
  private var dates = 0
  private var (lowest, highest) = (Double.infinity, -Double.infinity)
  private var hasFraction = false

  /// Takes in one time as it is written; what is neither number nor date is left to the reading of the rows.
  mutating func add(_ text: String) {
    if Self.isDate(text) {
      dates += 1
      return
    }
    guard let value = Double(text), value.isFinite, value >= 0 else { return }
    count += 1
    lowest = min(lowest, value)
    highest = max(highest, value)
    if value != value.rounded() { hasFraction = true }
  }

  /// Whether a text begins like `2024-05-10`.
  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(10))
    return bytes.count == 10 && bytes[4] == 0x2D && bytes[7] == 0x2D && 0x30...0x39 ~= bytes[0]
  }

  /// Whether the times are dates.
  var isOfDates: Bool { dates > 0 }

  private var span: Double { max(highest - lowest, 0) }
  private func rate(_ unit: TimeUnit) -> Double { span > 0 ? Double(count - 1) / span * unit.unitsPerSecond : 0 }

  /// The unit of times whose name says none.
  ///
  /// - Throws: ``InputError`` where two units are as likely.
  func unit(of name: String) throws(InputError) -> TimeUnit {
    if isOfDates { return .date }
    if let epoch = epochUnit { return epoch }
    guard count > 1, span > 0 else { return .seconds }
    if hasFraction { return try fractionalUnit(of: name, [.seconds, .milliseconds, .microseconds]) }
    let likely = TimeUnit.numeric.filter { Self.plausibleRates.contains(rate($0)) }
    if likely.count > 1 { throw ambiguous(name, likely) }
    return likely.first ?? .seconds
  }

  /// The unit of `timestamp` beside Mooncake's other keys: whole milliseconds, as Mooncake writes them, or Qwen-Bailian's seconds with
  /// decimals.
  ///
  /// - Throws: ``InputError`` where whole numbers make so many requests/s as milliseconds that they may be seconds.
  func mooncakeUnit(of name: String) throws(InputError) -> TimeUnit {
    if isOfDates { return .date }
    if let epoch = epochUnit { return epoch }
    if hasFraction { return try fractionalUnit(of: name, [.seconds, .milliseconds]) }
    if count > 2, rate(.milliseconds) > Self.mooncakeRate { throw ambiguous(name, [.seconds, .milliseconds]) }
    return .milliseconds
  }

  /// The largest unit that does not make the trace a matter of days, for clocks count small units in whole numbers.
  private func fractionalUnit(of name: String, _ units: [TimeUnit]) throws(InputError) -> TimeUnit {
    for (unit, smaller) in zip(units, units.dropFirst()) {
      if rate(unit) >= Self.sureRate { return unit }
      if rate(unit) >= Self.plausibleRates.lowerBound { throw ambiguous(name, [unit, smaller]) }
    }
    return span > 0 ? units[units.count - 1] : units[0]
  }

  /// The unit of times since 1970, by their size: the years 1985 to 2128.
  private var epochUnit: TimeUnit? {
    TimeUnit.numeric.first { unit in
      let (first, last) = (lowest / unit.unitsPerSecond, highest / unit.unitsPerSecond)
      // The span tells a clock of 1970 from a small unit that has counted far.
      return count > 0 && 4.8e8..<5e9 ~= first && last - first < 9.2e6 && (count < 2 || span == 0 || rate(unit) > 1e-4)
    }
  }

  /// What the times come to in a unit.
  func words(as unit: TimeUnit) -> String {
    if unit == .date || count < 2 { return "\(unit.words)" }
    let seconds = span / unit.unitsPerSecond
    return "\(unit.words): the first \(DecimalText.grouped(count)) requests in \(DecimalText.short(seconds)) s"
  }

  private func ambiguous(_ name: String, _ units: [TimeUnit]) -> InputError {
    let ways = units.map { "\(DecimalText.short(span / $0.unitsPerSecond)) s (\(DecimalText.short(rate($0)))/s) as \($0.words)" }
    let options = units.map { "--time-unit \($0.rawValue)" }.joined(separator: " or ")
    return InputError(
      "the unit of '\(name)' is open: the first \(count) requests come in \(ways.joined(separator: ", or in "))",
      remedy: "say it with \(options); in a scenario with 'time_unit: \(units[0].rawValue)' under the workload")
  }
}
