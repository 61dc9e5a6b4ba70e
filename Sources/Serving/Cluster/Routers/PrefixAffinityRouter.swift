import Kernel
import Record

/// The replica on which a request has least to wait for: prompt tokens to compute there, and those sent before it.
///
/// Mooncake's conductor estimates the time to the first token as queueing plus prefill of what is not cached, for every
/// instance, and takes the least (Qin et al., FAST 2025, algorithm 1); SGLang's router takes the longest match unless loads
/// lie too far apart (`cache_aware` with `balance_abs_threshold`). Only replicas that hold some of the prompt and the least
/// loaded one can be best, so only these are compared.
struct PrefixAffinityRouter: Router {
  static let name = "prefix_affinity"
  static let summary = "fewest tokens to compute, those of the prompt that are cached left out, plus the queue's"
  static let signal = LoadSignal.tokens
  static let readsPrefixes = true
  static let parameters = [
    ParameterDoc(
      "weight", .number(1), range: 0...1000,
      meaning: "what a token sent to a replica and not ended counts beside a token to compute: 0 follows the cache alone"),
    ParameterDoc(
      "balance_threshold", .count(64), range: 0...1_000_000,
      meaning: "requests by which a replica may be ahead of the least loaded one and still be chosen for its cache"),
  ]

  private let weightThousandths: Int
  private let threshold: Int

  init(_ parameters: Parameters, stream: RandomStream) {
    weightThousandths = Int((parameters.number("weight") * 1000).rounded())
    threshold = parameters.integer("balance_threshold")
  }

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    var best = cluster.leastLoaded
    let limit = cluster.requests(at: best) + threshold
    var least = cost(request, best, cluster)
    for position in 0..<cluster.prefixHolders {
      let replica = cluster.prefixHolder(position)
      if cluster.requests(at: replica) > limit || !cluster.isCandidate(replica) { continue }
      let cost = cost(request, replica, cluster)
      // Of equals the one that holds more, then the lowest number: by what it is, not by its place in the index.
      let isBetter = cost == least ? (-cluster.cachedTokens(at: replica), replica) < (-cluster.cachedTokens(at: best), best) : cost < least
      if isBetter { (best, least) = (replica, cost) }
    }
    return best
  }

  private func cost(_ request: ArrivalFacts, _ replica: Int, _ cluster: borrowing ClusterView) -> Int {
    1000 * max(0, request.promptTokens - cluster.cachedTokens(at: replica)) + weightThousandths * cluster.tokens(at: replica)
  }
}
