import Kernel

/// The replica with the fewest requests sent and not ended.
public struct LeastRequestsRouter: Router {
  public static let name = "least_requests"
  public static let summary = "the replica with fewest outstanding requests"
  public static let signal = LoadSignal.requests

  public init(_ parameters: Parameters, stream: RandomStream) {}

  public mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
