import Record

extension ClusterDescription {
  /// What reports and databases tell of a cluster that is simulated.
  public init(_ cluster: ClusterConfiguration) {
    self.init(
      pools: cluster.pools.map { PoolDescription($0) }, router: cluster.router,
      carbonGramsPerKilowattHour: cluster.carbonGramsPerKilowattHour)
  }
}

extension PoolDescription {
  /// What reports and databases tell of a pool.
  init(_ pool: PoolConfiguration) {
    let replica = pool.replica
    self.init(
      name: pool.name, replicas: pool.replicas, role: pool.role, accelerators: replica.accelerators, scheduler: replica.scheduler,
      kvBlocks: replica.kvBlocks, blockTokens: replica.blockTokens, maximumSequences: replica.maximumSequences,
      maximumModelTokens: replica.maximumModelTokens, microBatches: replica.microBatches, idleWatts: replica.idleWatts,
      dollarsPerHour: replica.dollarsPerHour)
  }
}
