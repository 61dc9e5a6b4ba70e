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
  /// By how much a second measurement differed from the first, where there was one: no simulation can be nearer to a machine than
  /// the machine is to itself.
  public let noise: Double?

  /// A figure of both sides.
  public init(
    _ name: String, unit: String = "ms", measured: Double, simulated: Double, peerError: Double? = nil, noise: Double? = nil
  ) {
    self.name = name
    self.unit = unit
    self.measured = measured
    self.simulated = simulated
    self.peerError = peerError
    self.noise = noise
  }

  /// The signed relative error of the simulation; of a measurement of zero, infinite or zero.
  public var error: Double { Self.error(of: simulated, against: measured) }

  private static func error(of value: Double, against measured: Double) -> Double {
    value == measured ? 0 : value / measured - 1
  }
}
