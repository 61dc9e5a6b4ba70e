import Kernel
import Network

/// What a cluster's network has to do with its hand-overs.
extension ClusterConfiguration {
  /// How many nodes and racks the network has; none where it is one of ports.
  ///
  /// - Throws: ``InputError`` for a network that cannot be.
  public func networkSize() throws(InputError) -> (nodes: Int, racks: Int) {
    let topology = try networkTopology()
    return (topology.nodeCount, topology.rackCount)
  }

  /// Which links there are between the replicas.
  ///
  /// - Throws: ``InputError`` for figures that cannot be.
  func networkTopology() throws(InputError) -> NetworkTopology {
    for pool in pools { try pool.port?.check("the port of pool '\(pool.name)'") }
    let ports = pools.flatMap { pool in Array(repeating: pool.port, count: pool.replicas) }
    guard case .tree(let tree) = network else { return try NetworkTopology(network, ports: ports) }
    try tree.check()
    return try NetworkTopology(network, ports: ports, nodes: tree.nodes(of: pools.map(\.replicas)))
  }

  /// Refuses links that do not exist, and those that no hand-over can take.
  ///
  /// - Throws: ``InputError`` naming the link.
  func check(_ links: [NetworkLink]) throws(InputError) {
    guard let first = links.first else { return }
    if !handsOver { throw InputError("\(first) fails, and no KV is handed over", remedy: "pools with role: prefill and role: decode") }
    let topology = try networkTopology()
    let mixes = mixedPool != nil
    let sources = replicas { $0.role == .prefill || mixes }
    let destinations = replicas { $0.role.takesHandOvers || mixes }
    for link in links {
      if topology.numbers(of: link).isEmpty { throw InputError("\(link) does not exist", remedy: Self.remedy(for: link, topology)) }
      if !topology.carries(link, from: sources, to: destinations) {
        throw InputError("no hand-over takes \(link)", remedy: "a link between the replicas that hand over to each other")
      }
    }
  }

  private static func remedy(for link: NetworkLink, _ topology: NetworkTopology) -> String {
    let (kind, count) =
      switch link {
      case .replica: ("replicas", topology.ports.count)
      case .node: ("nodes", topology.nodeCount)
      case .rack: ("racks", topology.rackCount)
      }
    if count == 0 { return "a network with \(kind), such as topology: tree" }
    if !topology.numbers(of: link.numbered(0)).isEmpty { return "\(kind) 0 to \(count - 1)" }
    return "a network in which \(kind) have links of their own"
  }

  /// The numbers of all replicas of some pools.
  private func replicas(where belongs: (PoolConfiguration) -> Bool) -> [Int] {
    var (numbers, next) = ([Int](), 0)
    for pool in pools {
      if belongs(pool) { numbers += next..<(next + pool.replicas) }
      next += pool.replicas
    }
    return numbers
  }
}

extension NetworkLink {
  /// The link of the same kind with another number.
  fileprivate func numbered(_ number: Int) -> NetworkLink {
    switch self {
    case .replica: .replica(number)
    case .node: .node(number)
    case .rack: .rack(number)
    }
  }
}
