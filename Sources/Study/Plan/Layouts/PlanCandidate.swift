import Hardware
import Kernel
import Scenario

/// A layout that fits, with all that its runs share.
public struct PlanCandidate: Sendable {
  /// The layout.
  public let layout: PlanLayout
  /// The scenario with it, one replica of each kind.
  public let prepared: PreparedScenario

  /// Puts a layout under the load of `scenario`; candidates that are made with one `cache` share deployments and profiles.
  ///
  /// - Throws: ``InputError`` where the layout cannot be: it does not fit, it does not divide the model, or it leaves its node.
  public init(_ layout: PlanLayout, of scenario: Scenario, assignments: [String] = [], sharing cache: DeploymentCache) throws {
    self.layout = layout
    let own = layout.assignments(
      of: PlanFleet(Array(repeating: 1, count: layout.mode.pools)), own: scenario.pools[0].accelerator)
    prepared = try PreparedScenario(try scenario.changing(own), assignments: assignments + own, sharing: cache)
    for group in prepared.deployments.flatMap(\.deployment.stretchedGroups) {
      throw InputError(
        "the \(group.name) of \(group.accelerators) leaves its node: \(group.link.id) joins \(group.link.reach?.value ?? 0)")
    }
  }

  /// Accelerators of a replica; those of all pools are alike.
  public var acceleratorsPerReplica: Int { prepared.deployments[0].deployment.accelerators }

  /// Replicas that are lost with a node of so many accelerators, which replicas fill one after the other.
  public func replicasPerNode(of accelerators: Int) -> Int { max(1, accelerators / acceleratorsPerReplica) }

  /// Accelerators of a fleet.
  public func accelerators(of fleet: PlanFleet) -> Int {
    zip(prepared.deployments, fleet.replicas).reduce(0) { $0 + $1.0.deployment.accelerators * $1.1 }
  }

  /// Price of a fleet in US dollars an hour.
  public func dollarsPerHour(of fleet: PlanFleet) -> Double {
    zip(prepared.deployments, fleet.replicas).reduce(0) { $0 + $1.0.deployment.dollarsPerHour * Double($1.1) }
  }
}
