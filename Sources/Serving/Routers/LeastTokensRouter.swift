import Kernel

/// The replica with the fewest tokens sent and not ended.
public struct LeastTokensRouter: Router {
  public static let name = "least_tokens"
  public static let summary = "the replica with fewest outstanding tokens: prompts, and predicted outputs where there is a predictor"
  public static let signal = LoadSignal.tokens

  public init(_ parameters: Parameters, stream: RandomStream) {}

  public mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
