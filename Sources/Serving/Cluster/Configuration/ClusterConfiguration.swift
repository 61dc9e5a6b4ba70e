import Network
import Record

/// The cluster: pools behind one router, and behind a second one where KV is handed over.
///
/// Replicas are numbered through the pools in their order.
public struct ClusterConfiguration: Sendable {
  /// The pools, in the order of the scenario.
  public var pools: [PoolConfiguration]
  /// The router's name, from ``RouterCatalog``.
  public var router: String
  /// What the scenario gives of the router's parameters.
  public var routerParameters: [String: ParameterValue]
  /// The router that chooses where KV is handed over to, from ``RouterCatalog``.
  public var decodeRouter: String
  /// What the scenario gives of its parameters.
  public var decodeRouterParameters: [String: ParameterValue]
  /// How replicas reach each other.
  public var network: NetworkConfiguration
  /// Grams of carbon dioxide for a kilowatt-hour of the electricity that the cluster draws; nil where the scenario gives none.
  public var carbonGramsPerKilowattHour: Double?
  /// Which replicas and links fail, and when.
  public var failures = FailurePlan()
  /// When replicas take the other phase as well; nil where roles never change.
  public var mixedPool: MixedPoolRule?

  /// Whether all replicas are there all the time.
  public var isSteady: Bool { failures.isEmpty && pools.allSatisfy { $0.scaling == nil } }

  /// Whether anything in the cluster draws: a router that is asked, or crashes by chance.
  public var draws: Bool {
    let asked = handsOver || mixedPool != nil ? [router, decodeRouter] : [router]
    return failures.draws || RouterCatalog.all.contains { $0.draws && asked.contains($0.name) }
  }

  /// Whether any replica shares prompts.
  var sharesPrompts: Bool { pools.contains { $0.replicas > 0 && $0.replica.rules.prefixCaching } }

  /// A cluster of pools; by default the router goes round, nothing fails, and roles never change.
  public init(
    pools: [PoolConfiguration], router: String = "round_robin", routerParameters: [String: ParameterValue] = [:],
    decodeRouter: String = "least_requests", decodeRouterParameters: [String: ParameterValue] = [:],
    network: NetworkConfiguration = .ports
  ) {
    self.pools = pools
    self.router = router
    self.routerParameters = routerParameters
    self.decodeRouter = decodeRouter
    self.decodeRouterParameters = decodeRouterParameters
    self.network = network
  }

  /// Whether KV is handed over between replicas.
  public var handsOver: Bool { pools.contains { $0.role == .prefill } }
}
