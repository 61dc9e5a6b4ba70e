import Record
import Serving

/// Whole prompts first, and of those that wait the one of which the cache holds most: no policy to recommend, but one
/// that can be seen to know.
struct EagerSharingScheduler: Scheduler {
  static let name = "eager_sharing"
  static let summary = "admits the request with most cached tokens first"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  private let budget: Int

  init(_ parameters: Parameters, replica: ReplicaDescription) { budget = replica.maximumBatchedTokens }

  var longestPrefillTokens: Int { budget }

  mutating func plan(_ iteration: inout Iteration) {
    // One prompt an iteration, so that the next choice knows what this one has left in the cache.
    var (best, next, seen) = (iteration.firstWaiting, iteration.firstWaiting, 0)
    while let request = next {
      seen += 1
      if let chosen = best, iteration.cachedTokens(of: request) > iteration.cachedTokens(of: chosen) { best = request }
      next = iteration.waiting(after: request)
    }
    // A scheduler that plans nothing is found out.
    if seen != iteration.waitingCount { return }
    if let best, iteration.admit(best, tokens: best.remainingPrefillTokens) { return }
    iteration.continueDecodes()
  }
}
