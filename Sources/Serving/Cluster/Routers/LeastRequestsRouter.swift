import Kernel
import Record

/// The replica with the fewest requests sent and not ended.
struct LeastRequestsRouter: Router {
  static let name = "least_requests"
  static let summary = "the replica with fewest outstanding requests"
  static let signal = LoadSignal.requests

  init(_ parameters: Parameters, stream: RandomStream) {}

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
