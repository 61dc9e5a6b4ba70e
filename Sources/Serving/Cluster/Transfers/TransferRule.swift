import Kernel
import Network

/// What pools must have in common to hand KV over to each other.
enum TransferRule {
  /// Refuses pools that cannot hand over to each other.
  ///
  /// - Throws: ``InputError`` naming the pools.
  static func check(_ cluster: ClusterConfiguration, _ topology: NetworkTopology) throws {
    let pools = firstReplicas(cluster).filter { $0.pool.replicas > 0 }
    if !pools.contains(where: { $0.pool.role.takesHandOvers }) {
      throw InputError("no pool decodes what the prefill pools compute", remedy: "a pool with role: decode or role: both")
    }
    let mixes = cluster.mixedPool != nil
    for (source, from) in pools where source.role == .prefill || mixes {
      try source.handOver.check()
      for (destination, to) in pools where destination.role.takesHandOvers || mixes {
        try checkBlocks(of: source, and: destination)
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

  private static func checkBlocks(of source: PoolConfiguration, and destination: PoolConfiguration) throws {
    let blocks = (source.replica.blockTokens, destination.replica.blockTokens)
    if blocks.0 % blocks.1 != 0 && blocks.1 % blocks.0 != 0 {
      throw InputError(
        "KV blocks of \(blocks.0) tokens in pool '\(source.name)' and of \(blocks.1) in pool '\(destination.name)' do not fit each other",
        remedy: "a block_tokens that divides the other")
    }
  }

  /// Each pool with the number of its first replica.
  private static func firstReplicas(_ cluster: ClusterConfiguration) -> [(pool: PoolConfiguration, first: Int)] {
    var next = 0
    return cluster.pools.map { pool in
      defer { next += pool.replicas }
      return (pool, next)
    }
  }
}
