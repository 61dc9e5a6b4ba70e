import Kernel

/// Links by whose they are, and which of them lie on the ways between some replicas.
extension NetworkTopology {
  /// The nodes of the network; none where it is one of ports.
  package var nodeCount: Int { (nodes.last ?? -1) + 1 }

  /// The racks of the network.
  package var rackCount: Int { capacities.count / 2 - ports.count - nodeCount }

  /// The numbers of a link's two directions; none where there is no such link.
  package func numbers(of link: NetworkLink) -> [Int] {
    let (first, count, position) =
      switch link {
      case .replica(let replica): (0, ports.count, replica)
      case .node(let node): (2 * ports.count, nodeCount, node)
      case .rack(let rack): (2 * (ports.count + nodeCount), rackCount, rack)
      }
    guard (0..<count).contains(position), capacities[first + 2 * position] > 0 else { return [] }
    return [first + 2 * position, first + 2 * position + 1]
  }

  /// Whether bytes between one of `sources` and one of `destinations` take a link.
  package func carries(_ link: NetworkLink, from sources: [Int], to destinations: [Int]) -> Bool {
    func lies(_ replica: Int, below: Bool) -> Bool {
      switch (link, network) {
      case (.replica(let own), .ports): (replica == own) == below
      case (.replica(let own), .tree): (replica == own) == below && nodes[replica] == nodes[own]
      case (.node(let node), _): (nodes[replica] == node) == below
      case (.rack(let rack), .tree(let tree)): (nodes[replica] / tree.nodesPerRack == rack) == below
      case (.rack, .ports): false
      }
    }
    return [true, false].contains { below in
      sources.contains { lies($0, below: below) } && destinations.contains { lies($0, below: !below) }
    }
  }
}
