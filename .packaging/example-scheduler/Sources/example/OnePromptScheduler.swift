import Record
import Serving

/// Decodes first, then a piece of one prompt, so that what decodes is never held up by two prompts at once.
struct OnePromptScheduler: Scheduler {
  static let name = "one_prompt"
  static let summary = "decodes first, then a piece of one prompt at a time"
  static let source = "the example package"
  static let parameters = [
    ParameterDoc("piece_tokens", .tokens(256), range: 1...65536, meaning: "how long a piece of a prompt is")
  ]

  private let pieceTokens: Int

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    pieceTokens = parameters.integer("piece_tokens")
  }

  var longestPrefillTokens: Int { .max }  // It cuts prompts.

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    let room = min(pieceTokens, iteration.tokenBudget)
    if let request = iteration.firstPrefilling {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, room))
    } else if !iteration.hasPreempted, let request = iteration.firstWaiting, room > 0 {
      _ = iteration.admit(request, tokens: min(request.remainingPrefillTokens, room))
    }
    // Only decodes go on alike; an arrival would be the next prompt.
    if iteration.prefillTokens == 0 { iteration.repeatUntilChange(arrivalsMatter: true) }
  }
}
