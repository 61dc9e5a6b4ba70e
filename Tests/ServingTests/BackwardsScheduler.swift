import Record
import Serving

/// Decodes first, then prompts in chunks of four tokens, the newest first: an order that no engine has.
struct BackwardsScheduler: Scheduler {
  static let name = "backwards"
  static let summary = "the newest prompt goes on first"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) {}

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    var (partial, next) = ([RequestFacts](), iteration.firstPrefilling)
    while let request = next {
      partial.append(request)
      next = iteration.prefilling(after: request)
    }
    for request in partial.reversed() {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget, 4))
    }
    while !iteration.hasPreempted, let request = iteration.firstWaiting,
      iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget, 4))
    {}
  }
}
