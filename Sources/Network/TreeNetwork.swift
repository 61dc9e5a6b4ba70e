import Kernel

/// A cluster's network of three levels. Bytes between replicas of one node take the node's links, bytes that leave it the
/// links of the nodes, and those that leave the rack its links to the spine as well.
///
/// Nodes hold replicas of one pool, in the order of their numbers; racks hold nodes in order.
public struct TreeNetwork: Hashable, Sendable {
  /// Replicas in a node.
  public var replicasPerNode: Int
  /// Nodes in a rack.
  public var nodesPerRack: Int
  /// Between the replicas of a node, for each of them; nil where they cannot reach each other inside the node, and take the
  /// node's own link.
  public var nodeLink: LinkFigures?
  /// From each node to the switch of its rack; nil where nodes are not connected.
  public var rackLink: LinkFigures?
  /// From each rack to the spine; nil where racks are not connected.
  public var spineLink: LinkFigures?

  /// A network.
  public init(replicasPerNode: Int, nodesPerRack: Int, nodeLink: LinkFigures?, rackLink: LinkFigures?, spineLink: LinkFigures?) {
    self.replicasPerNode = replicasPerNode
    self.nodesPerRack = nodesPerRack
    self.nodeLink = nodeLink
    self.rackLink = rackLink
    self.spineLink = spineLink
  }

  /// The node of each replica, through pools of so many replicas each.
  ///
  /// - Precondition: there is a replica or more in a node.
  package func nodes(of pools: [Int]) -> [Int] {
    var nodes: [Int] = []
    var next = 0
    for replicas in pools {
      for replica in 0..<replicas { nodes.append(next + replica / replicasPerNode) }
      if replicas > 0 { next += (replicas - 1) / replicasPerNode + 1 }
    }
    return nodes
  }

  /// Refuses figures that cannot be.
  ///
  /// - Throws: ``InputError`` naming the figure.
  package func check() throws(InputError) {
    for (name, value) in [("replicas_per_node", replicasPerNode), ("nodes_per_rack", nodesPerRack)] where value < 1 {
      throw InputError("\(name) is \(value)", remedy: "at least 1")
    }
    try nodeLink?.check("node_link")
    try rackLink?.check("rack_link")
    try spineLink?.check("spine_link")
  }
}
