import Record
import Study

/// What the steps of all runs drafted and what came of it.
struct DraftSums {
  let drafted: Double
  let accepted: Double
  /// Accepted beyond the end of an output.
  let wasted: Double
  /// Steps of all sequences.
  let steps: Double

  /// Nil where nothing was drafted.
  init?(_ results: Replications) {
    func sum(_ tokens: (ReplicaOutcome) -> Int) -> Double {
      Double(results.runs.reduce(Int128(0)) { $1.summary.replicas.reduce($0) { $0 + Int128(tokens($1)) } })
    }
    (drafted, accepted, wasted) = (sum(\.draftedTokens), sum(\.acceptedTokens), sum(\.wastedTokens))
    // A step gives a sequence one token, and those drafted that were right.
    steps = sum(\.decodeTokens) - accepted + wasted
    if drafted <= 0 || steps <= 0 { return nil }
  }

  /// Tokens that a step gives a sequence in the mean.
  var tokensPerStep: Double { (steps + accepted) / steps }
}
