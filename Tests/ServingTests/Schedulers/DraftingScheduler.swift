import Kernel
import Record
import Serving

/// A policy that sets the length of drafts itself: whole prompts first, then a decode step whose drafts go by how many decode. One plan in
/// a few leaves it to the engine's rule.
///
/// Of no use to anybody but the engine's proof.
struct DraftingScheduler: Scheduler {
  static let name = "drafting"
  static let summary = "sets the length of drafts itself"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  private let budget: Int

  init(_ parameters: Parameters, replica: ReplicaDescription) { budget = replica.maximumBatchedTokens }

  var longestPrefillTokens: Int { budget }

  /// How many tokens it wants drafted for each of so many sequences; nil where it does not say.
  static func drafts(sequences: Int, most: Int) -> Int? {
    sequences % 4 == 3 ? nil : (5 * sequences + 1) % (most + 1)
  }

  mutating func plan(_ iteration: inout Iteration) {
    while let request = iteration.firstWaiting, request.remainingPrefillTokens <= iteration.tokenBudget {
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { break }
    }
    if iteration.prefillTokens > 0 { return }
    if let tokens = Self.drafts(sequences: iteration.decodingCount, most: iteration.mostDraftTokens) { iteration.speculate(tokens) }
    iteration.continueDecodes()
    iteration.repeatUntilChange(arrivalsMatter: true)
  }
}
