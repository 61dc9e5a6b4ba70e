/// The lanes of a cluster in the order in which they are numbered: one for each micro-batch of each replica.
struct LaneList {
  /// A lane.
  struct Lane {
    /// Its pool.
    let pool: Int
    /// Its replica, numbered through the pools.
    let number: Int
    /// Which of the replica's lanes it is.
    let lane: Int
    /// The replica's configuration, with the lane's part of the blocks.
    let configuration: ReplicaConfiguration
  }

  private(set) var lanes: [Lane] = []
  /// The pool of each replica.
  private(set) var pools: [Int] = []
  /// The first lane of each replica.
  private(set) var firstLanes: [Int32] = []

  init(_ cluster: ClusterConfiguration) {
    for (pool, kind) in cluster.pools.enumerated() {
      let configuration = kind.replica.oneLane
      for _ in 0..<kind.replicas {
        firstLanes.append(Int32(lanes.count))
        for lane in 0..<max(1, kind.replica.microBatches) {
          lanes.append(Lane(pool: pool, number: pools.count, lane: lane, configuration: configuration))
        }
        pools.append(pool)
      }
    }
  }
}
