extension LoadBoard {
  /// The loads of a cluster with nothing sent yet.
  ///
  /// - Throws: ``InputError`` for routers that do not exist.
  static func make(_ cluster: ClusterConfiguration, _ replicas: ReplicaList) throws -> LoadBoard {
    let prices = cluster.pools.map { WorkPrice($0.replica.costModel) }
    return LoadBoard(
      promptSignal: try RouterCatalog.router(named: cluster.router).signal,
      decodeSignal: cluster.handsOver ? try RouterCatalog.router(named: cluster.decodeRouter).signal : nil,
      roles: replicas.pools.map { cluster.pools[$0].role }, prices: replicas.pools.map { prices[$0] },
      owners: replicas.engines.map { Int32($0.replica) }, mixes: cluster.mixedPool != nil)
  }
}
