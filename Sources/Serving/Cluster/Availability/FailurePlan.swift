import Kernel
import Network

/// All faults of the replicas of a cluster and of the links between them in a run.
public struct FailurePlan: Hashable, Sendable {
  /// Faults at times that are given.
  public var faults: [ReplicaFault]
  /// Crashes that come by chance; a replica may be in one of them only.
  public var random: [RandomFaults]
  /// Links that are lost or slow for a time.
  public var links: [LinkFault]

  /// A plan; empty where nothing ever fails.
  public init(faults: [ReplicaFault] = [], random: [RandomFaults] = [], links: [LinkFault] = []) {
    self.faults = faults
    self.random = random
    self.links = links
  }

  /// Whether nothing ever fails.
  var isEmpty: Bool { faults.isEmpty && random.isEmpty && links.isEmpty }

  /// Whether crashes come by chance.
  public var draws: Bool { !random.isEmpty }

  /// Refuses faults of replicas and links that a cluster does not have, that end before they begin, or that contradict each
  /// other.
  ///
  /// - Throws: ``InputError`` naming the replica or the link.
  public func check(in cluster: ClusterConfiguration) throws(InputError) {
    let count = cluster.pools.reduce(0) { $0 + $1.replicas }
    for fault in faults {
      try Self.check(fault.replicas, count)
      if fault.start < .start { throw InputError("a failure before the start of the run", remedy: "zero or later") }
      if let length = fault.length, length <= .zero { throw InputError("a failure of no length", remedy: "above zero") }
      if case .slowdown(let permille) = fault.effect, !(1000...ReplicaFault.greatestPermille).contains(permille) {
        throw InputError("a slowdown of \(Double(permille) / 1000)", remedy: "between 1 and \(ReplicaFault.greatestPermille / 1000)")
      }
    }
    for one in random {
      try Self.check(one.replicas, count)
      for (name, mean) in [("mtbf", one.meanTimeBetweenFailures), ("mttr", one.meanTimeToRepair)] where mean <= .zero {
        throw InputError("\(name) is \(mean.seconds) s", remedy: "above zero")
      }
    }
    for (index, one) in random.enumerated() {
      for other in random[..<index] where one.replicas.overlaps(other.replicas) {
        throw InputError("a replica fails by chance twice over", remedy: "one mtbf for each replica")
      }
    }
    try checkSlowdowns()
    try cluster.check(links.map(\.link))
    if !links.isEmpty { try checkLinks(cluster.networkTopology()) }
  }

  private static func check(_ replicas: Range<Int>, _ count: Int) throws(InputError) {
    if replicas.isEmpty || replicas.lowerBound < 0 || replicas.upperBound > count {
      throw InputError(
        "a failure of replicas \(replicas.lowerBound) to \(replicas.upperBound - 1) of \(count)", remedy: "0 to \(count - 1)")
    }
  }

  /// Two slowdowns of one replica at one time would leave open by how much it is slow.
  private func checkSlowdowns() throws(InputError) {
    let slow = faults.filter { if case .slowdown = $0.effect { true } else { false } }.sorted { $0.start < $1.start }
    for (index, one) in slow.enumerated() {
      for other in slow[(index + 1)...] where other.start < one.end && one.replicas.overlaps(other.replicas) {
        let replica = max(one.replicas.lowerBound, other.replicas.lowerBound)
        throw InputError("two slowdowns of replica \(replica) overlap", remedy: "let one end before the other begins")
      }
    }
  }

  /// Nor can a link be left with two bandwidths, or with next to none.
  private func checkLinks(_ topology: NetworkTopology) throws(InputError) {
    let inOrder = links.sorted { $0.start < $1.start }
    for (index, one) in inOrder.enumerated() {
      try one.check()
      let left = one.bandwidth(of: topology.numbers(of: one.link).map { topology.capacities[$0] }.min() ?? 0)
      if one.bandwidthPermille > 0 && left < LinkFault.leastBandwidth {
        throw InputError("\(left) bytes a second are left of \(one.link)", remedy: "\(LinkFault.leastBandwidth) or more, or none")
      }
      if inOrder[(index + 1)...].contains(where: { $0.link == one.link && $0.start < one.end }) {
        throw InputError("two failures of \(one.link) overlap", remedy: "let one end before the other begins")
      }
    }
  }
}
