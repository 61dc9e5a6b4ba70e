/// The spread of a latency, in the metric's unit.
public struct Spread: Hashable, Sendable {
  /// The least value.
  public var minimum: Double
  /// The median.
  public var p50: Double
  /// The 90th percentile.
  public var p90: Double
  /// The 95th percentile.
  public var p95: Double
  /// The 99th percentile.
  public var p99: Double
  /// The greatest value.
  public var maximum: Double

  /// A spread as it stands.
  public init(minimum: Double, p50: Double, p90: Double, p95: Double, p99: Double, maximum: Double) {
    self.minimum = minimum
    self.p50 = p50
    self.p90 = p90
    self.p95 = p95
    self.p99 = p99
    self.maximum = maximum
  }
}
