/// A range that holds the true mean with the given confidence.
public struct ConfidenceInterval: Hashable, Sendable {
  /// The estimate in the middle.
  public var mean: Double
  /// Half the width: the interval is `mean ± halfWidth`, in the mean's unit.
  public var halfWidth: Double
  /// The confidence, such as 0.95.
  public var level: Double
  /// Degrees of freedom of the Student distribution behind it.
  public var degreesOfFreedom: Int

  /// An interval as it stands.
  public init(mean: Double, halfWidth: Double, level: Double = 0.95, degreesOfFreedom: Int) {
    self.mean = mean
    self.halfWidth = halfWidth
    self.level = level
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The interval of the mean of independent values, such as one figure a seed; nil of fewer than two.
  public init?(ofMeanOf values: [Double], level: Double = 0.95) {
    guard values.count >= 2 else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    self.init(
      mean: mean, halfWidth: error * StudentT.criticalValue(level: level, degreesOfFreedom: Double(values.count - 1)),
      level: level, degreesOfFreedom: values.count - 1)
  }

  /// The lower end.
  public var low: Double { mean - halfWidth }
  /// The upper end.
  public var high: Double { mean + halfWidth }
  /// Whether the interval holds `value`.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
