import Kernel

/// How the rate of a load goes up and down over the day: its factors at equal steps of 24 hours, the first at midnight, which is the
/// start of a run, and straight lines between. After the last step the line goes back to the first and the day begins again.
public struct DailyCurve: Hashable, Sendable, CustomStringConvertible {
  /// The factors; 1 is the load's own rate.
  public let factors: [Double]
  /// The curve as it was written, a blank between factors.
  public let description: String

  private let stepPicoseconds: Int64
  /// Picoseconds of the load's own time that have passed at each step, and at the end of the day.
  private let passed: [Int64]

  private static let dayPicoseconds: Int64 = 86_400_000_000_000_000
  private static let mostSteps = 1440

  /// A curve from factors with blanks or commas between, such as `0.4 0.3 0.9 1`: as many as divide the day into whole seconds.
  ///
  /// - Throws: ``InputError`` for what is no such list.
  public init(_ text: String) throws(InputError) {
    let words = text.split { $0 == " " || $0 == "," || $0 == "\t" || $0.isNewline }
    var factors: [Double] = []
    for word in words {
      guard let factor = Double(word), (0...1000).contains(factor) else {
        throw InputError("the day's curve has '\(word.prefix(40))'", remedy: "factors of the rate from 0 to 1000, such as 0.4 0.3 0.9 1")
      }
      factors.append(factor)
    }
    guard (2...Self.mostSteps).contains(factors.count), 86_400 % factors.count == 0 else {
      throw InputError(
        "the day's curve has \(factors.count) factors", remedy: "2 to \(Self.mostSteps) that divide the day into whole seconds, such as 24")
    }
    // A day of the load's own time is no more than 100 days; and one that lets hardly anything through would take a load beyond all time.
    let mean = factors.reduce(0, +) / Double(factors.count)
    guard (1e-6...100).contains(mean) else {
      throw InputError("the day's curve is \(mean) in the mean", remedy: "factors that are 0.000001 to 100 in the mean")
    }
    self.factors = factors
    description = words.joined(separator: " ")
    stepPicoseconds = Self.dayPicoseconds / Int64(factors.count)
    var passed: [Int64] = [0]
    for (index, factor) in factors.enumerated() {
      let mean = (factor + factors[(index + 1) % factors.count]) / 2
      passed.append(passed[index] + Int64((mean * Double(stepPicoseconds)).rounded()))
    }
    self.passed = passed
  }

  /// The mean factor.
  public var mean: Double { Double(passed[passed.count - 1]) / Double(Self.dayPicoseconds) }

  /// When what comes at `time` at the load's own rate comes by this curve: the time until which the area below the curve is as large. Nil
  /// after 106 days, where simulated time ends.
  func time(of time: Instant) -> Instant? {
    let (day, rest) = time.picoseconds.quotientAndRemainder(dividingBy: passed[passed.count - 1])
    // The last step that has begun by then; those whose line is zero take no time of the load and are passed over.
    var (step, end) = (0, factors.count)
    while end - step > 1 {
      let middle = (step + end) / 2
      if passed[middle] <= rest { step = middle } else { end = middle }
    }
    let within = min(stepPicoseconds, Int64(elapsed(in: step, area: Double(rest - passed[step])).rounded()))
    let (start, overflow) = day.multipliedReportingOverflow(by: Self.dayPicoseconds)
    let (whole, second) = start.addingReportingOverflow(Int64(step) * stepPicoseconds + within)
    return overflow || second ? nil : Instant(picoseconds: whole)
  }

  /// Picoseconds from the begin of a step until the area below its line is `area`: the root of a quadratic, in the form that cancels
  /// nothing.
  private func elapsed(in step: Int, area: Double) -> Double {
    if area <= 0 { return 0 }
    let (first, last) = (factors[step], factors[(step + 1) % factors.count])
    let root = max(0, first * first + 2 * area * (last - first) / Double(stepPicoseconds)).squareRoot()
    return 2 * area / (first + root)
  }
}
