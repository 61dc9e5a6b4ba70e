import Kernel
import Record

/// A replica that was sent requests with the same adapter before, unless it is too far ahead of the least loaded one.
///
/// Requests of an adapter then meet where it has a slot, and each replica needs slots for its own adapters only; Kubernetes' Gateway API
/// Inference Extension scores servers so (`lora-affinity-scorer`). Which replica has an adapter is not asked: a router knows its own
/// decisions at once, and the servers' slots only later.
struct AdapterAffinityRouter: Router {
  static let name = "adapter_affinity"
  static let summary =
    "a replica that took the adapter's requests before, the least loaded one of these; others where all are too far ahead"
  static let parameters = [
    ParameterDoc(
      "balance_threshold", .count(16), range: 0...1_000_000,
      meaning: "requests by which a replica may be ahead of the least loaded one and still be chosen for its adapter"),
    ParameterDoc(
      "homes", .count(4), range: 1...1_000_000,
      meaning: "replicas that are kept in mind for an adapter: the ones that took its requests last"),
  ]

  private let threshold: Int
  private let most: Int
  /// The replicas that took requests of each adapter, the one chosen last at the end; made as adapters come.
  private var homes: [[Int32]] = []

  init(_ parameters: Parameters, stream: RandomStream) {
    threshold = parameters.integer("balance_threshold")
    most = parameters.integer("homes")
  }

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    let least = cluster.leastLoaded
    guard let adapter = request.adapter else { return least }
    while homes.count <= adapter { homes.append([]) }
    let limit = cluster.requests(at: least) + threshold
    var best = -1
    for home in homes[adapter].map(Int.init) where cluster.isCandidate(home) && cluster.requests(at: home) <= limit {
      // Of equally loaded ones the lowest number.
      let isBetter = best < 0 || (cluster.requests(at: home), home) < (cluster.requests(at: best), best)
      if isBetter { best = home }
    }
    if best < 0 && homes[adapter].isEmpty {
      // New adapters are spread, also over replicas that all have nothing to do.
      let first = cluster.candidate(adapter % cluster.candidates)
      if cluster.requests(at: first) <= limit { best = first }
    }
    if best < 0 { best = least }
    homes[adapter].removeAll { Int($0) == best }
    homes[adapter].append(Int32(best))
    if homes[adapter].count > most { homes[adapter].removeFirst() }
    return best
  }
}
