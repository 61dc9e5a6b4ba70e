import Hardware
import Kernel
import Record
import Workload

extension EngineList {
  /// The engines of a cluster, with nothing in them.
  ///
  /// - Throws: ``InputError`` for limits that do not fit each other.
  static func make(
    _ cluster: ClusterConfiguration, _ replicas: ReplicaList, _ options: SimulationOptions, keepsIndex: Bool
  ) throws -> EngineList {
    var engines = EngineList()
    let kinds = cluster.pools.map(\.replica.oneLane)
    var stageQueues = 0
    for id in replicas.engines {
      let pool = cluster.pools[id.pool]
      var kind = kinds[id.pool]
      if kind.pipeline != nil && id.lane == 0 { stageQueues += 1 }
      if kind.sharesKVPool && id.lane == 0 {
        // The first holds what does not divide.
        let rest = pool.replica.kvBlocks - kind.kvBlocks * max(1, pool.replica.microBatches)
        kind.kvBlocks += rest
        kind.blocksOfOthers -= rest
      }
      let mayTransfer = cluster.mixedPool != nil || pool.role == .prefill
      engines.append(
        try Engine(
          id, kind, leaps: options.leaps, seed: options.seed, overlapsTransfers: mayTransfer && pool.handOver.mode != .serialized,
          prefixes: kind.prefixCache(engine: id.index, promptBlockTokens: options.promptBlockTokens, keepsIndex: keepsIndex),
          tiers: kind.prefixTiers(pool: id.pool, promptBlockTokens: options.promptBlockTokens),
          stages: kind.pipeline.map { EngineStages(queue: stageQueues - 1, count: $0.stages.count) } ?? EngineStages()))
    }
    return engines
  }
}

extension SharedState {
  /// What the engines of a cluster share, with nothing in it.
  static func make(
    _ cluster: ClusterConfiguration, _ replicas: ReplicaList, _ options: SimulationOptions, keepsIndex: Bool, observer: (any Observer)?
  ) -> SharedState {
    var stageQueues = Column<StageQueue>()
    for pool in replicas.pools {
      if let pipeline = cluster.pools[pool].replica.pipeline { stageQueues.append(StageQueue(pipeline)) }
    }
    var stores = Column<TierStore>()
    if cluster.pools.contains(where: { $0.replica.rules.prefixes.remote != nil }) {
      for pool in cluster.pools { stores.append(pool.replica.remoteStore(promptBlockTokens: options.promptBlockTokens)) }
    }
    var shared = SharedState(
      ledger: Ledger(observer: observer), stageQueues: stageQueues,
      prefixIndex: keepsIndex ? Box(PrefixIndex(owners: replicas.engines.map { Int32($0.replica) })) : .empty, remoteStores: stores,
      gapsFromRequest: options.gapsFromRequest)
    shared.images = options.images.map { ImageDraw($0, seed: options.seed) }
    return shared
  }
}
