import Record
import Serving

/// Decodes first, then the waiting request with the shortest prompt.
struct ShortestPromptScheduler: Scheduler {
  static let name = "shortest_prompt"
  static let summary = "decodes first, then the shortest waiting prompts"
  static let source = "shortest job first, by what is known of it"
  static let parameters = [
    ParameterDoc(
      "look_ahead", .count(64), range: 1...4096,
      meaning: "how many waiting requests are looked at")
  ]

  private let lookAhead: Int

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    lookAhead = parameters.integer("look_ahead")
  }

  var longestPrefillTokens: Int { .max }  // It cuts prompts.

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    var partial = iteration.firstPrefilling
    while let request = partial {
      let tokens = min(request.remainingPrefillTokens, iteration.tokenBudget)
      iteration.prefill(request, tokens: tokens)
      partial = iteration.prefilling(after: request)
    }
    if iteration.hasPreempted { return }
    while let request = shortestWaiting(in: &iteration),
      iteration.admit(
        request,
        tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    {}
    // A shorter prompt may come at any time, so an arrival ends a leap.
    iteration.repeatUntilChange(arrivalsMatter: true)
  }

  private func shortestWaiting(
    in iteration: inout Iteration
  ) -> RequestFacts? {
    guard var best = iteration.firstWaiting else { return nil }
    var next = iteration.waiting(after: best)
    for _ in 1..<lookAhead {
      guard let request = next else { break }
      if request.remainingPrefillTokens < best.remainingPrefillTokens {
        best = request
      }
      next = iteration.waiting(after: request)
    }
    return best
  }
}
