/// How one condition fared in one probe.
public struct CapacityFinding: Hashable, Sendable {
  /// The condition in a few words, such as `itl p99`.
  public let name: String
  /// The value found; nil where the runs could not tell it.
  public let value: Double?
  /// The bound.
  public let bound: Double
  /// Whether the condition is met.
  public let isMet: Bool
}
