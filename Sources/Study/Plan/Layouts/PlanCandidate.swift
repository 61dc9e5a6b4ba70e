import Hardware
import Kernel
import Scenario

/// A layout that fits, or two of different accelerators side by side, with all that its runs share.
public struct PlanCandidate: Sendable {
  /// The layout.
  public let layout: PlanLayout
  /// The layout of the second type of accelerator, behind the same router; nil of a fleet of one type.
  public let beside: PlanLayout?
  /// The scenario with it, one replica of each kind.
  public let prepared: PreparedScenario

  /// The accelerator that the scenario names.
  private let own: String
  /// What an accelerator of each pool costs.
  private let prices: [AcceleratorPrice]
  private let carbon: PlanCarbon?

  /// Puts a layout under the load of `scenario`; candidates that are made with one `cache` share deployments and profiles.
  ///
  /// - Throws: ``InputError`` where the layout cannot be: it does not fit, it does not divide the model, it leaves its node, or it has
  ///   no price.
  public init(
    _ layout: PlanLayout, beside: PlanLayout? = nil, of scenario: Scenario, costs: FleetCosts = FleetCosts(), assignments: [String] = [],
    sharing cache: DeploymentCache
  ) throws {
    self.layout = layout
    self.beside = beside
    own = scenario.pools[0].accelerator
    carbon = costs.carbon
    let pools = beside == nil ? layout.mode.pools : 2
    let changes = Self.assignments(layout, beside, of: PlanFleet(Array(repeating: 1, count: pools)), own: own)
    prepared = try PreparedScenario(try scenario.changing(changes), assignments: assignments + changes, sharing: cache)
    for group in prepared.deployments.flatMap(\.deployment.stretchedGroups) {
      throw InputError(
        "the \(group.name) of \(group.accelerators) leaves its node: \(group.link.id) joins \(group.link.reach?.value ?? 0)")
    }
    prices = try prepared.deployments.map { deployed in
      let deployment = deployed.deployment
      return try costs.prices?.price(of: deployed.pool.accelerator)
        ?? AcceleratorPrice(
          dollarsPerHour: deployment.options.dollarsPerHour ?? deployment.accelerator.dollarsPerHour.value, dollarsPerKilowattHour: nil)
    }
  }

  /// How many kinds of replicas there are.
  public var pools: Int { prepared.deployments.count }

  /// With its replicas, such as `h100-sxm TP2 3P+1D`, or `h100-sxm TP2 x3 + l40s TP1 x8`.
  public func name(of fleet: PlanFleet) -> String { nameOfReplicas(fleet) + layout.settingText }

  /// The same without what is set beside the layout, which a table has in columns of its own.
  public func nameOfReplicas(_ fleet: PlanFleet) -> String {
    guard let beside else { return "\(layout.degrees) \(fleet)" }
    return zip([layout, beside], fleet.replicas).map { "\($0.degrees) \(PlanFleet([$1]))" }.joined(separator: " + ")
  }

  /// What is laid over the scenario to have such a fleet; how many replicas there are stands in the last of them.
  public func assignments(of fleet: PlanFleet) -> [String] { Self.assignments(layout, beside, of: fleet, own: own) }

  private static func assignments(_ layout: PlanLayout, _ beside: PlanLayout?, of fleet: PlanFleet, own: String) -> [String] {
    guard let beside else { return layout.assignments(of: fleet, own: own) }
    let pools = zip([layout, beside], fleet.replicas).map { $0.pool(replicas: $1, own: own) }
    return layout.setting.assignments + ["replicas=1", "replicas=null", "pools=[\(pools.joined(separator: ", "))]"]
  }

  // MARK: Accelerators

  /// Accelerators of a replica of the first kind.
  public var acceleratorsPerReplica: Int { prepared.deployments[0].deployment.accelerators }

  /// Accelerators of a replica of each kind.
  public var acceleratorsPerReplicaByPool: [Int] { prepared.deployments.map(\.deployment.accelerators) }

  /// How large a replica of each kind is, in ``acceleratorsOfSize``: 1 where they are alike.
  var sizes: [Int] { prepared.deployments.map { $0.deployment.accelerators / acceleratorsOfSize } }

  /// The most accelerators of which replicas of every kind have a whole number.
  var acceleratorsOfSize: Int {
    prepared.deployments.map(\.deployment.accelerators).reduce(0) { first, second in
      var (divisor, rest) = (second, first)
      while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
      return divisor
    }
  }

  /// Accelerators of a node, pool by pool: so many, or as many as a node of each accelerator usually has.
  public func acceleratorsPerNode(_ given: Int?) -> [Int] {
    prepared.deployments.map { given ?? LaunchPlacement.acceleratorsPerNode(of: $0.pool.accelerator) }
  }

  /// Replicas of each pool that are lost with a node, which replicas fill one after the other.
  public func replicasPerNode(of accelerators: Int?) -> [Int] {
    zip(prepared.deployments, acceleratorsPerNode(accelerators)).map { max(1, $1 / $0.deployment.accelerators) }
  }

  /// Accelerators of a fleet.
  public func accelerators(of fleet: PlanFleet) -> Int { acceleratorsByPool(of: fleet).reduce(0, +) }

  /// Accelerators of a fleet, type by type.
  public func acceleratorsByType(of fleet: PlanFleet) -> [(id: String, count: Int)] {
    var types: [(id: String, count: Int)] = []
    for (deployed, count) in zip(prepared.deployments, acceleratorsByPool(of: fleet)) {
      if let index = types.firstIndex(where: { $0.id == deployed.pool.accelerator }) {
        types[index].count += count
      } else {
        types.append((deployed.pool.accelerator, count))
      }
    }
    return types
  }

  private func acceleratorsByPool(of fleet: PlanFleet) -> [Int] {
    zip(prepared.deployments, fleet.replicas).map { $0.deployment.accelerators * $1 }
  }

  // MARK: Costs

  /// Whether electricity is paid apart from the accelerators.
  public var paysElectricity: Bool { prices.contains { $0.dollarsPerKilowattHour != nil } }

  /// What an accelerator of each pool costs an hour, electricity that is paid apart left out.
  public var dollarsPerAcceleratorHour: [Double] { prices.map(\.dollarsPerHour) }

  /// Price of a fleet in US dollars an hour. Where electricity is paid apart, `watts` is what the fleet draws, or else the most that it
  /// can draw counts.
  public func dollarsPerHour(of fleet: PlanFleet, watts: Double? = nil) -> Double {
    let electricity = prices.first?.dollarsPerKilowattHour.map { $0 * (watts ?? maximumWatts(of: fleet)) / 1000 } ?? 0
    return leastDollarsPerHour(of: fleet) + electricity
  }

  /// What a fleet costs at least, electricity that is paid apart left out.
  func leastDollarsPerHour(of fleet: PlanFleet) -> Double {
    zip(prices, acceleratorsByPool(of: fleet)).reduce(0) { $0 + $1.0.dollarsPerHour * Double($1.1) }
  }

  /// What the part of a fleet costs at least whose size is 1; the accelerators of all pools of one type cost the same.
  var leastDollarsPerHourOfSize: Double {
    leastDollarsPerHour(of: PlanFleet(Array(repeating: 1, count: pools))) / Double(sizes.reduce(0, +))
  }

  private func maximumWatts(of fleet: PlanFleet) -> Double {
    zip(prepared.deployments, fleet.replicas).reduce(0) { $0 + $1.0.deployment.maximumWatts * Double($1.1) }
  }

  /// Grams of carbon dioxide for a million output tokens; nil where it was not asked for, or the runs cannot tell their energy.
  func gramsPerMillionOutputTokens(_ finding: FleetFinding) -> Double? {
    carbon?.gramsPerMillionOutputTokens(
      accelerators: acceleratorsByType(of: finding.fleet), joulesPerOutputToken: finding.joulesPerOutputToken,
      outputTokensPerSecond: finding.outputTokensPerSecond)
  }
}
