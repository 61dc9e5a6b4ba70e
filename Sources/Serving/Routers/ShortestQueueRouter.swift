import Kernel

/// Join-shortest-queue by predicted work, in time: the prefill of what has no first token yet, the decoding of what has not ended.
public struct ShortestQueueRouter: Router {
  public static let name = "shortest_queue"
  public static let summary = "join the shortest queue by predicted work: prefill until the first token, decoding until the end"
  public static let signal = LoadSignal.work

  public init(_ parameters: Parameters, stream: RandomStream) {}

  public mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
