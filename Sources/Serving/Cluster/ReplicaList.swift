/// The replicas of a cluster and the engines that each is made of, both numbered through the pools in their order.
struct ReplicaList {
  /// The pool of each replica.
  let pools: [Int]
  /// The engines in the order in which they are numbered: one for each micro-batch of each replica.
  let engines: [EngineIdentity]
  /// The first engine of each replica, and behind the last one how many engines there are.
  private let firstEngines: [Int]

  /// The replicas of a cluster.
  init(_ cluster: ClusterConfiguration) {
    var (pools, engines, firsts) = ([Int](), [EngineIdentity](), [Int]())
    for (pool, kind) in cluster.pools.enumerated() {
      for _ in 0..<kind.replicas {
        firsts.append(engines.count)
        for lane in 0..<max(1, kind.replica.microBatches) {
          engines.append(EngineIdentity(index: engines.count, replica: pools.count, lane: lane, pool: pool))
        }
        pools.append(pool)
      }
    }
    self.pools = pools
    self.engines = engines
    firstEngines = firsts + [engines.count]
  }

  /// How many replicas there are.
  var count: Int { pools.count }

  /// The engines of a replica.
  @inline(__always) func engines(of replica: Int) -> Range<Int> { firstEngines[replica]..<firstEngines[replica + 1] }

  /// The first engine of a replica; all of them are alike.
  @inline(__always) func firstEngine(of replica: Int) -> Int { firstEngines[replica] }

  /// The replicas of a pool.
  func replicas(of pool: Int) -> Range<Int> {
    let first = pools.firstIndex(of: pool) ?? 0
    return first..<(first + pools.count { $0 == pool })
  }
}
