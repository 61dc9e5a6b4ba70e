import Kernel

/// Which links there are, and which of them lie between two replicas.
///
/// A link is one direction of a connection. Its number is that of its upper or lower half: replicas first, then nodes, then
/// racks, each with the way out before the way in.
package struct NetworkTopology {
  /// Bytes a second of each link.
  package let capacities: [Int64]
  package let network: NetworkConfiguration
  /// The port of each replica, where the network is one of ports.
  package let ports: [LinkFigures?]
  /// The node of each replica, ascending; empty where the network is one of ports.
  package let nodes: [Int]

  /// The network of replicas that are numbered from zero, all of them with an entry in `ports`.
  ///
  /// Where it is a tree, `nodes` tells the node of each replica (``TreeNetwork/nodes(of:)``).
  ///
  /// - Throws: ``InputError`` for figures that cannot be.
  package init(_ network: NetworkConfiguration, ports: [LinkFigures?], nodes: [Int] = []) throws(InputError) {
    self.network = network
    self.ports = ports
    guard case .tree(let tree) = network else {
      self.nodes = []
      capacities = ports.flatMap { Array(repeating: Int64($0?.bytesPerSecond ?? 0), count: 2) }
      return
    }
    try tree.check()
    precondition(nodes.count == ports.count, "a replica without a node")
    self.nodes = nodes
    let count = (nodes.last ?? -1) + 1
    let racks = count == 0 ? 0 : (count - 1) / tree.nodesPerRack + 1
    func both(_ link: LinkFigures?, _ count: Int) -> [Int64] {
      Array(repeating: Int64(link?.bytesPerSecond ?? 0), count: 2 * count)
    }
    capacities = both(tree.nodeLink, ports.count) + both(tree.rackLink, count) + both(tree.spineLink, racks)
  }

  /// The way from one replica to another; nil where there is none.
  package func path(from source: Int, to destination: Int) -> NetworkPath? {
    var path = NetworkPath()
    guard case .tree(let tree) = network else {
      guard let (out, into) = both(ports[source], ports[destination]) else { return nil }
      path.append(2 * source, latency: max(out.latency, into.latency))
      path.append(2 * destination + 1)
      return path
    }
    let (from, to) = (nodes[source], nodes[destination])
    if from == to, let link = tree.nodeLink {
      path.append(2 * source, latency: link.latency)
      path.append(2 * destination + 1)
      return path
    }
    guard let rackLink = tree.rackLink else { return nil }
    let node = 2 * ports.count
    path.append(node + 2 * from, latency: rackLink.latency)
    let (fromRack, toRack) = (from / tree.nodesPerRack, to / tree.nodesPerRack)
    if fromRack != toRack {
      guard let spineLink = tree.spineLink else { return nil }
      let rack = node + 2 * nodeCount
      path.append(rack + 2 * fromRack, latency: spineLink.latency)
      path.append(rack + 2 * toRack + 1)
    }
    path.append(node + 2 * to + 1)
    return path
  }

  private func both(_ first: LinkFigures?, _ second: LinkFigures?) -> (LinkFigures, LinkFigures)? {
    guard let first, let second else { return nil }
    return (first, second)
  }
}
