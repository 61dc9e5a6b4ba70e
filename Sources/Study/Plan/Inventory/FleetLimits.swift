/// How many accelerators a fleet may have.
public struct FleetLimits: Sendable {
  /// The most of all types together.
  public let mostAccelerators: Int
  /// Those that are there; nil where as many can be had as it takes.
  public let inventory: PlanInventory?

  /// The most of one type.
  public func most(of accelerator: String) -> Int {
    min(mostAccelerators, inventory?.count(of: accelerator) ?? mostAccelerators)
  }

  /// Whether a fleet stays within them.
  func allow(_ candidate: PlanCandidate, _ fleet: PlanFleet) -> Bool {
    candidate.accelerators(of: fleet) <= mostAccelerators
      && candidate.acceleratorsByType(of: fleet).allSatisfy { $0.count <= most(of: $0.id) }
  }
}
