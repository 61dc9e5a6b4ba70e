import Kernel
import Record

/// Each replica in turn, without regard to its load; one that cannot be chosen is passed over.
struct RoundRobinRouter: Router {
  static let name = "round_robin"
  static let summary = "each replica in turn, whatever its load"

  private var following = 0

  init(_ parameters: Parameters, stream: RandomStream) {}

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    let chosen = cluster.candidate(atOrAfter: following)
    following = chosen + 1
    return chosen
  }
}
