import Kernel
import Record

/// A replica at random; with `choices` of two or more, the least loaded of so many drawn.
///
/// Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 2001.
struct RandomRouter: Router {
  static let name = "random"
  static let summary = "a replica at random, or the one with fewest requests of several drawn"
  static let parameters = [
    ParameterDoc("choices", .count(1), range: 1...64, meaning: "replicas drawn, of which the one with fewest requests is taken")
  ]

  static let draws = true

  private let choices: Int
  private var stream: RandomStream

  init(_ parameters: Parameters, stream: RandomStream) {
    choices = parameters.integer("choices")
    self.stream = stream
  }

  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int {
    var best = cluster.candidate(stream.integer(below: cluster.candidates))
    for _ in 1..<choices {
      let other = cluster.candidate(stream.integer(below: cluster.candidates))
      if cluster.requests(at: other) < cluster.requests(at: best) { best = other }
    }
    return best
  }
}
