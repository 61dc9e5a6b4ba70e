/// One figure as it was measured and as it was simulated.
public struct ValidationFigure: Hashable, Sendable {
  /// What it is, such as `TTFT p99`.
  public let name: String
  /// Its unit.
  public let unit: String
  /// As measured.
  public let measured: Double
  /// As simulated.
  public let simulated: Double
  /// The signed relative error of another simulator, where it is known.
  public let peerError: Double?
  /// The figure measured a second time, where it was: no simulation can be nearer than the machine is to itself.
  public let measuredAgain: Double?

  /// A figure of both sides.
  public init(
    _ name: String, unit: String = "ms", measured: Double, simulated: Double, peerError: Double? = nil, measuredAgain: Double? = nil
  ) {
    self.name = name
    self.unit = unit
    self.measured = measured
    self.simulated = simulated
    self.peerError = peerError
    self.measuredAgain = measuredAgain
  }

  /// The signed relative error of the simulation; of a measurement of zero, infinite or zero.
  public var error: Double { Self.error(of: simulated, against: measured) }

  /// By how much the second measurement differs from the first.
  public var noise: Double? { measuredAgain.map { Self.error(of: $0, against: measured) } }

  private static func error(of value: Double, against measured: Double) -> Double {
    value == measured ? 0 : value / measured - 1
  }
}
