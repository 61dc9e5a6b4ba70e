/// The cheapest fleet under another condition than the load asked for: with a replica dead, or with more load.
public struct PlanAnswer: Sendable {
  /// The layout.
  public let candidate: PlanCandidate
  /// The fleet.
  public let fleet: PlanFleet
  /// How it fared, for each pool that a replica dies in, or once under more load.
  public let findings: [FleetFinding]

  /// Such as `b200 TP1 x4`.
  public var name: String { candidate.layout.description(of: fleet) }
  /// Price in US dollars an hour.
  public var dollarsPerHour: Double { candidate.dollarsPerHour(of: fleet) }
  /// How many accelerators there are.
  public var accelerators: Int { candidate.accelerators(of: fleet) }
  /// The finding with the least share.
  public var worst: FleetFinding { findings.min { $0.share < $1.share } ?? findings[0] }
}
