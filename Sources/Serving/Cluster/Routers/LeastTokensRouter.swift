import Kernel
import Record

/// The replica with the fewest tokens sent and not ended.
struct LeastTokensRouter: Router {
  static let name = "least_tokens"
  static let summary = "the replica with fewest outstanding tokens: prompts, and predicted outputs where there is a predictor"
  static let signal = LoadSignal.tokens

  init(_ parameters: Parameters, stream: RandomStream) {}

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int { cluster.leastLoaded }
}
