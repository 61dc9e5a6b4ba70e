/// Whether values in the order of time are a random walk, or return to a level: the augmented Dickey-Fuller test with a constant and
/// one lag (Dickey and Fuller, "Distribution of the estimators for autoregressive time series with a unit root", 1979).
enum UnitRoot {
  /// Whether a random walk is rejected at 5 %, so that the values return to a level.
  ///
  /// The step to the next value is regressed on the value and on the step before. Of a walk the value says nothing of the step;
  /// of values that return its coefficient is negative. Values that never change return. False of fewer than eight.
  static func isRejected(_ values: [Double]) -> Bool {
    guard values.count >= 8 else { return false }
    let steps = zip(values, values.dropFirst()).map { $1 - $0 }
    if steps.allSatisfy({ $0 == 0 }) { return true }
    // All without their means, so that the constant falls away.
    let response = centred(steps.dropFirst())
    let level = centred(values.dropFirst().dropLast())
    let before = centred(steps.dropLast())
    let (levels, befores, crossed) = (dot(level, level), dot(before, before), dot(level, before))
    let determinant = levels * befores - crossed * crossed
    guard determinant > 1e-12 * levels * befores else { return false }
    let (withLevel, withBefore) = (dot(level, response), dot(before, response))
    let slope = (befores * withLevel - crossed * withBefore) / determinant
    let other = (levels * withBefore - crossed * withLevel) / determinant
    var squares = 0.0
    for index in response.indices {
      let rest = response[index] - slope * level[index] - other * before[index]
      squares += rest * rest
    }
    let error = (squares / Double(response.count - 3) * befores / determinant).squareRoot()
    return slope < criticalValue(count: response.count) * error
  }

  /// The 5 % value of the test's statistic (MacKinnon, "Critical values for cointegration tests", 2010, table 2).
  private static func criticalValue(count: Int) -> Double {
    let count = Double(count)
    return -2.86154 - 2.8903 / count - 4.234 / (count * count) - 40.04 / (count * count * count)
  }

  private static func centred(_ values: some Collection<Double>) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
}
