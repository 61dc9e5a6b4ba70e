import Kernel

/// Each replica in turn, whatever its load.
struct RoundRobinRouter: Router {
  static let name = "round_robin"
  static let summary = "each replica in turn, whatever its load"

  private var following = 0

  init(_ parameters: Parameters, stream: RandomStream) {}

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    defer { following = following + 1 == cluster.replicas ? 0 : following + 1 }
    return following
  }
}
