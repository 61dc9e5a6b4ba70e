import Kernel
import Network
import Testing

@Suite struct NetworkTopologyTests {
  private let link = LinkFigures(bytesPerSecond: 100, latency: Duration(picoseconds: 3))
  private let spine = LinkFigures(bytesPerSecond: 50, latency: Duration(picoseconds: 5))

  @Test("Nodes hold replicas of one pool, in order, and a pool of none has no node")
  func nodes() {
    let tree = TreeNetwork(replicasPerNode: 2, nodesPerRack: 2, nodeLink: nil, rackLink: link, spineLink: spine)
    #expect(tree.nodes(of: [3, 0, 1, 2]) == [0, 0, 1, 2, 3, 3])
    var wide = tree
    wide.replicasPerNode = .max
    #expect(wide.nodes(of: [2, 2]) == [0, 0, 1, 1])
  }

  @Test("Bytes that leave a rack take the links of both nodes and of both racks, and need the latency of each kind once")
  func pathThroughTheSpine() throws {
    let tree = TreeNetwork(replicasPerNode: 1, nodesPerRack: 2, nodeLink: nil, rackLink: link, spineLink: spine)
    let topology = try NetworkTopology(.tree(tree), ports: [nil, nil, nil], nodes: [0, 1, 2])
    #expect((topology.nodeCount, topology.rackCount) == (3, 2))
    let path = try #require(topology.path(from: 0, to: 2))
    // Replicas have links 0 to 5, nodes 6 to 11, racks 12 to 15.
    #expect(path.links == SIMD4(6, 12, 15, 11))
    #expect(path.latency == Duration(picoseconds: 8))
    #expect(path.links.max() < topology.capacities.count)
    let within = try #require(topology.path(from: 0, to: 1))
    #expect((within.hops, within.latency) == (2, Duration(picoseconds: 3)))
    #expect(topology.numbers(of: .rack(1)) == [14, 15])
    #expect(topology.numbers(of: .replica(0)) == [])
    #expect(topology.numbers(of: .node(3)) == [])
  }

  @Test("A replica without a port reaches nobody")
  func noPort() throws {
    let topology = try NetworkTopology(.ports, ports: [link, nil])
    #expect(topology.path(from: 0, to: 1) == nil)
    #expect(topology.capacities == [100, 100, 0, 0])
  }

  @Test("A tree that cannot be is refused with the name of the figure")
  func refusals() {
    let tree = TreeNetwork(replicasPerNode: 1, nodesPerRack: 0, nodeLink: nil, rackLink: link, spineLink: spine)
    #expect(throws: InputError("nodes_per_rack is 0", remedy: "at least 1")) { try NetworkTopology(.tree(tree), ports: [nil], nodes: [0]) }
  }
}
