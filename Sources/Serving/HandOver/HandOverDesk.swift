import Kernel

/// All that hands KV over between the replicas of a cluster: who decides where to, what is under way, and the network.
struct HandOverDesk: ~Copyable {
  /// What ``ClusterView/leastLoaded`` tells the decode router the least of.
  let signal: LoadSignal
  var router: any Router
  let topology: NetworkTopology
  var network: FairNetwork
  var table = HandOverTable()
  var totals = HandOverTotals()
  /// Requests whose prompt is computed and for which there is no replica to decode on, first come first.
  var held: [Int32] = []
  /// A lane of each pool that takes hand-overs, to ask whether a request fits there.
  let kinds: [Int]
  /// The end of a flow that is scheduled, and which of the wakes for it is meant.
  var scheduledEnd = Instant.never
  var wakeVersion: UInt32 = 0

  /// A desk with nothing on it, of a cluster that is known to fit together.
  init(topology: NetworkTopology, router: any Router, kinds: [Int]) {
    self.topology = topology
    self.router = router
    self.kinds = kinds
    signal = type(of: router).signal
    network = FairNetwork(capacities: topology.capacities)
  }

  /// The desk of a cluster, in memory of its own.
  ///
  /// - Throws: ``InputError`` for pools that cannot hand over to each other.
  static func make(_ cluster: ClusterConfiguration, _ lanes: LaneList, seed: UInt64) throws -> UnsafeMutablePointer<HandOverDesk> {
    let topology = try cluster.networkTopology()
    try check(cluster, topology)
    let routing = try RouterCatalog.router(named: cluster.decodeRouter)
    let router = try routing.init(
      Parameters(routing.parameters, given: cluster.decodeRouterParameters, policy: routing.name),
      stream: RandomStream(seed: seed, name: "decode router"))
    let kinds = firstReplicas(cluster).compactMap {
      ($0.pool.role.takesHandOvers || cluster.mixedPool != nil) && $0.pool.replicas > 0 ? Int(lanes.firstLanes[$0.first]) : nil
    }
    let desk = UnsafeMutablePointer<HandOverDesk>.allocate(capacity: 1)
    desk.initialize(to: HandOverDesk(topology: topology, router: router, kinds: kinds))
    return desk
  }

  /// Each pool with the number of its first replica.
  private static func firstReplicas(_ cluster: ClusterConfiguration) -> [(pool: PoolConfiguration, first: Int)] {
    var next = 0
    return cluster.pools.map { pool in
      defer { next += pool.replicas }
      return (pool, next)
    }
  }

  private static func check(_ cluster: ClusterConfiguration, _ topology: NetworkTopology) throws {
    let pools = firstReplicas(cluster).filter { $0.pool.replicas > 0 }
    if !pools.contains(where: { $0.pool.role.takesHandOvers }) {
      throw InputError("no pool decodes what the prefill pools compute", remedy: "a pool with role: decode or role: both")
    }
    let mixes = cluster.mixedPool != nil
    for (source, from) in pools where source.role == .prefill || mixes {
      try source.handOver.check()
      for (destination, to) in pools where destination.role.takesHandOvers || mixes {
        let blocks = (source.replica.blockTokens, destination.replica.blockTokens)
        if blocks.0 % blocks.1 != 0 && blocks.1 % blocks.0 != 0 {
          throw InputError(
            "KV blocks of \(blocks.0) tokens in pool '\(source.name)' and of \(blocks.1) in pool '\(destination.name)' do not fit each other",
            remedy: "a block_tokens that divides the other")
        }
        // Nodes and racks hold replicas in order: if the outermost reach each other, so do all between them.
        let ends = [(from, to), (from, to + destination.replicas - 1), (from + source.replicas - 1, to)]
        if ends.contains(where: { topology.path(from: $0, to: $1) == nil }) {
          throw InputError(
            "there is no path from pool '\(source.name)' to pool '\(destination.name)'",
            remedy: "a network whose links connect their nodes")
        }
      }
    }
  }
}
