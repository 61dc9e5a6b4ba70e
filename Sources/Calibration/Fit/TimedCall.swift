import Hardware

/// A measured time of one operator call.
public struct TimedCall: Hashable, Sendable {
  /// What was called.
  public var quantities: OperatorQuantities
  /// Seconds it took.
  public var seconds: Double
  /// What an error of it counts, where an ordinary measurement counts 1.
  public var weight: Double

  /// A measurement.
  public init(_ quantities: OperatorQuantities, seconds: Double, weight: Double = 1) {
    self.quantities = quantities
    self.seconds = seconds
    self.weight = weight
  }
}
