/// What a capacity search found.
public struct CapacityResult: Sendable {
  /// The bracket that it ended with.
  public let edge: CapacityBracket.Edge
  /// Every probe, in the order in which they were made.
  public let probes: [CapacityProbe]

  /// The best value at which all conditions held; nil where they never did.
  public var capacity: Double? { edge.passing }

  /// The conditions that were not met just beyond the capacity: what limits it. Empty where nothing failed.
  public var limiting: [CapacityFinding] {
    probes.last { !$0.passes && $0.value == edge.failing }?.findings.filter { !$0.isMet } ?? []
  }
}
