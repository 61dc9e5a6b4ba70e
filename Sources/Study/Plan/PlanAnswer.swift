/// The cheapest fleet under another condition than the load asked for: with a replica or a node dead, or with more load.
public struct PlanAnswer: Sendable {
  /// The layout.
  public let candidate: PlanCandidate
  /// The fleet.
  public let fleet: PlanFleet
  /// How it fared, for each pool that replicas die in and each time that they do, or once under more load.
  public let findings: [FleetFinding]
  /// Watts that the fleet draws under that load with all its replicas alive; nil where electricity is in the price.
  let watts: Double?

  /// Such as `b200 TP1 x4`.
  public var name: String { candidate.name(of: fleet) }
  /// Price in US dollars an hour. Electricity that is paid apart is that of all replicas alive.
  public var dollarsPerHour: Double { candidate.dollarsPerHour(of: fleet, watts: watts) }
  /// How many accelerators there are.
  public var accelerators: Int { candidate.accelerators(of: fleet) }
  /// The finding with the least share.
  public var worst: FleetFinding { findings.min { $0.share < $1.share } ?? findings[0] }
}
