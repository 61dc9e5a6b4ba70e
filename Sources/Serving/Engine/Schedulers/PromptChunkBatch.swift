/// How policies whose prompts never share an iteration with decodes compose one of prompts: the prompts begun, then those that wait, cut
/// to what the token budget leaves.
enum PromptChunkBatch {
  /// Plans chunks up to the token budget. A request that is first in line and does not fit bars those behind it.
  static func compose(_ iteration: inout Iteration) {
    var partial = iteration.firstPrefilling
    while let request = partial {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
      partial = iteration.prefilling(after: request)
    }
    // An engine that has just run out of blocks admits no request; with room again it may in the next iteration.
    if iteration.hasPreempted { return }
    while let request = iteration.firstWaiting,
      iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    {}
  }
}
