import Kernel
import Record

/// Join-shortest-queue by predicted work, in time: the prefill of what has no first token yet, the decoding of what has not ended.
struct ShortestQueueRouter: Router {
  static let name = "shortest_queue"
  static let summary = "join the shortest queue by predicted work: prefill until the first token, decoding until the end"
  static let signal = LoadSignal.work

  init(_ parameters: Parameters, stream: RandomStream) {}

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
