import Record
import Serving

/// Serves in order of arrival and groups all that waits in its first plan by the tokens that it is told, right or wrong.
struct GroupingScheduler: Scheduler {
  static let name = "grouping"
  static let summary = "groups the requests with the longest prompts"
  static let source = "none"
  static let parameters = [
    ParameterDoc("common_tokens", .tokens(0), meaning: "tokens that they have in common"),
    ParameterDoc("twice", .flag(false), meaning: "whether it groups them again"),
  ]

  private let commonTokens: Int
  private let twice: Bool

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    commonTokens = parameters.integer("common_tokens")
    twice = parameters.flag("twice")
  }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    var alike: [RequestFacts] = []
    var next = iteration.firstWaiting
    while let request = next {
      if request.promptTokens == 2200 && (twice || !request.isGrouped) { alike.append(request) }
      next = iteration.waiting(after: request)
    }
    iteration.group(alike, commonTokens: commonTokens)
    if twice { iteration.group(alike, commonTokens: commonTokens) }
    iteration.continueDecodes()
    while let request = iteration.firstPrefilling {
      return iteration.prefill(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    }
    if let request = iteration.firstWaiting {
      _ = iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    }
  }
}
