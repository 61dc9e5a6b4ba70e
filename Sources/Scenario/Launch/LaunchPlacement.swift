import Kernel

/// Which accelerators of which node every replica has.
package struct LaunchPlacement: Sendable {
  /// The part of a replica that is on one node.
  struct Server: Hashable, Sendable {
    /// The pool, counted from 0.
    let pool: Int
    /// The node, counted from 0.
    let node: Int
    /// The first node of the replica, which the others look for.
    let head: Int
    /// The place of this node among those of the replica, counted from 0.
    let rank: Int
    /// The accelerators, as the node counts them.
    let devices: Range<Int>
    /// The port that it listens on, where its rank is 0.
    let port: Int
  }

  /// The first port of a node.
  static let firstPort = 8000

  /// Accelerators that a node has.
  let acceleratorsPerNode: Int
  /// All parts of all replicas, pool by pool.
  let servers: [Server]
  /// How many nodes there are.
  let nodes: Int

  /// Places replicas one after the other: those that fit a node beside each other, those that do not on nodes of their own.
  init(_ pools: [(replicas: Int, accelerators: Int)], acceleratorsPerNode: Int) {
    self.acceleratorsPerNode = acceleratorsPerNode
    var servers: [Server] = []
    var (node, used, port) = (0, 0, Self.firstPort)
    func next(_ count: Int = 1) { (node, used, port) = (node + count, 0, Self.firstPort) }
    for (index, pool) in pools.enumerated() {
      let span = Self.nodes(of: pool.accelerators, acceleratorsPerNode: acceleratorsPerNode)
      let each = pool.accelerators / span
      for _ in 0..<pool.replicas {
        if span > 1 && used > 0 || used + each > acceleratorsPerNode { next() }
        for rank in 0..<span {
          servers.append(Server(pool: index, node: node + rank, head: node, rank: rank, devices: used..<(used + each), port: port))
        }
        if span > 1 { next(span) } else { (used, port) = (used + each, port + 1) }
      }
    }
    self.servers = servers
    nodes = (servers.last?.node ?? 0) + 1
  }

  /// Over how many nodes a replica is spread evenly.
  static func nodes(of accelerators: Int, acceleratorsPerNode: Int) -> Int {
    var nodes = max(1, (accelerators + acceleratorsPerNode - 1) / acceleratorsPerNode)
    while accelerators % nodes != 0 { nodes += 1 }
    return nodes
  }

  /// What a node of such accelerators usually has: eight on a board, four in a tray of an NVL72, sixteen in a Trn2 instance.
  package static func acceleratorsPerNode(of accelerator: String) -> Int {
    switch accelerator {
    case "gb200", "gb300": 4
    case "trainium-2": 16
    default: 8
    }
  }
}
