/// What a cluster is, as far as metrics, reports and databases need it: names, sizes and prices, and nothing of how it runs.
public struct ClusterDescription: Hashable, Sendable {
  /// The pools, in the order of the scenario. Replicas are numbered through them.
  public var pools: [PoolDescription]
  /// The name of the router that requests arrive at.
  public var router: String
  /// Grams of carbon dioxide for a kilowatt-hour of the cluster's electricity; nil where the scenario has no figure.
  public var carbonGramsPerKilowattHour: Double?

  /// A cluster of the given pools.
  public init(pools: [PoolDescription], router: String = "round_robin", carbonGramsPerKilowattHour: Double? = nil) {
    self.pools = pools
    self.router = router
    self.carbonGramsPerKilowattHour = carbonGramsPerKilowattHour
  }
}
