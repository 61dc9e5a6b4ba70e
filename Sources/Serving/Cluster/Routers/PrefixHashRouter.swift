import Kernel
import Record

/// Consistent hashing of a prompt's first blocks with bounded loads: equal beginnings meet on one replica although it
/// is not known what is cached where, and a popular one spills over to the next.
///
/// Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018. A prompt without identities in
/// the load goes to the least loaded replica.
struct PrefixHashRouter: Router {
  static let name = "prefix_hash"
  static let summary = "consistent hashing of the prompt's first blocks, spilling over where a replica has more than its share"
  static let parameters = [
    ParameterDoc(
      "blocks", .count(2), range: 1...1_000_000,
      meaning: "blocks of the load at the beginning of a prompt that decide; more than what all prompts have in common"),
    ParameterDoc(
      "load_factor", .number(1.25), range: 1...1000, meaning: "times its equal share of all outstanding requests that a replica takes"),
  ]

  /// The points of its ring.
  static let draws = true

  /// Points of a replica on the ring: with so many, shares differ by about a tenth.
  private static let pointsOfReplica = 100

  private let blocks: Int
  private let factorThousandths: Int
  private var stream: RandomStream
  /// Points in ascending order, and whose they are; made when the number of replicas is known.
  private var points: [UInt64] = []
  private var owners: [Int32] = []

  init(_ parameters: Parameters, stream: RandomStream) {
    blocks = parameters.integer("blocks")
    factorThousandths = Int((parameters.number("load_factor") * 1000).rounded())
    self.stream = stream
  }

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    guard let key = cluster.prefixIdentity(blocks: blocks) else { return cluster.leastLoaded }
    if points.isEmpty { makeRing(replicas: cluster.replicas) }
    let place = firstPoint(from: key)
    let outstanding = (0..<cluster.candidates).reduce(1) { $0 + cluster.requests(at: cluster.candidate($1)) }
    let shares = cluster.candidates * 1000
    let most = (outstanding * factorThousandths + shares - 1) / shares
    for step in 0..<points.count {
      let replica = Int(owners[(place + step) % points.count])
      if cluster.isCandidate(replica) && cluster.requests(at: replica) < most { return replica }
    }
    return cluster.leastLoaded
  }

  private mutating func makeRing(replicas: Int) {
    var ring: [(point: UInt64, owner: Int32)] = []
    for replica in 0..<replicas {
      for _ in 0..<Self.pointsOfReplica { ring.append((stream.next(), Int32(replica))) }
    }
    ring.sort { ($0.point, $0.owner) < ($1.point, $1.owner) }
    points = ring.map(\.point)
    owners = ring.map(\.owner)
  }

  private func firstPoint(from key: UInt64) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low == points.count ? 0 : low
  }
}
