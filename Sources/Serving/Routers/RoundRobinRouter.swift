import Kernel

/// Each replica in turn, whatever its load.
public struct RoundRobinRouter: Router {
  public static let name = "round_robin"
  public static let summary = "each replica in turn, whatever its load"

  private var following = 0

  public init(_ parameters: Parameters, stream: RandomStream) {}

  public mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    defer { following = following + 1 == cluster.replicas ? 0 : following + 1 }
    return following
  }
}
