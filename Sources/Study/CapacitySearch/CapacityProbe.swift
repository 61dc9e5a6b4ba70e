/// One probe of a capacity search.
public struct CapacityProbe: Sendable {
  /// The rate or the number tried.
  public let value: Double
  /// How every condition fared.
  public let findings: [CapacityFinding]
  /// The numbers of its runs in the database; empty where nothing is stored.
  public let storedRuns: [Int64]

  /// Whether all conditions held.
  public var passes: Bool { findings.allSatisfy(\.isMet) }
}
