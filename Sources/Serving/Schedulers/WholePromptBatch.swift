/// How policies without chunks compose an iteration: whole prompts of those that wait, beside the decodes or without them.
enum WholePromptBatch {
  /// The parameter that ends a batch of prompts early.
  static let promptTokensParameter = ParameterDoc(
    "prompt_batch_tokens", .tokens(0), range: 0...1e9,
    meaning:
      "prompt tokens beyond which a batch takes no other prompt; a longer one goes alone (Splitwise: 2048); 0 leaves it to the iteration's budget"
  )

  /// The bound that ``promptTokensParameter`` sets.
  static func promptTokens(_ parameters: Parameters) -> Int {
    let tokens = parameters.integer(promptTokensParameter.name)
    return tokens == 0 ? .max : tokens
  }

  /// Admits whole prompts in order while the token budget holds the next one, `limit` lets more run, and prompts together
  /// have no more than `promptTokens`, the first excepted.
  static func admitPrompts(_ iteration: inout Iteration, limit: Int = .max, promptTokens: Int = .max) {
    while iteration.runningCount < limit, let request = iteration.firstWaiting {
      let prompts = iteration.prefillTokens
      if prompts > 0 && request.remainingPrefillTokens > promptTokens - prompts { return }
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { return }
    }
  }

  /// All decodes and, beside them, whole prompts: iteration-level scheduling as in Orca.
  static func composeMixed(_ iteration: inout Iteration, limit: Int = .max, promptTokens: Int = .max) {
    iteration.continueDecodes()
    if iteration.hasPreempted { return }
    admitPrompts(&iteration, limit: limit, promptTokens: promptTokens)
    iteration.repeatUntilChange(arrivalsMatter: iteration.newcomerMayEnter && iteration.runningCount < limit)
  }
}
