/// What a fleet must keep to: how many accelerators it may have, and how many replicas it must do without.
public struct FleetLimits: Sendable {
  /// The most of all types together.
  public let mostAccelerators: Int
  /// Those that are there; nil where as many can be had as it takes.
  public let inventory: PlanInventory?
  /// Replicas of a pool, whichever, that may be dead without its promise being broken.
  public let survived: Int

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
