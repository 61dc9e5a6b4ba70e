/// How stall-free policies compose an iteration: decodes first, then the prompts begun, then those that wait, cut to what
/// the token budget leaves (Agrawal et al., Sarathi-Serve, OSDI 2024, algorithm 3).
///
/// In which order requests wait is the policy's affair.
struct StallFreeBatch {
  /// The parameter that limits chunks.
  static let chunkParameter = ParameterDoc(
    "max_chunk_tokens", .tokens(0), range: 0...1e9,
    meaning: "most tokens of one prompt in one iteration; 0 leaves it to the iteration's budget")

  private let maximumChunkTokens: Int

  init(_ parameters: Parameters) {
    let limit = parameters.integer("max_chunk_tokens")
    maximumChunkTokens = limit == 0 ? .max : limit
  }

  func compose(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    var partial = iteration.firstPrefilling
    while let request = partial {
      iteration.prefill(request, tokens: chunk(of: request, budget: iteration.tokenBudget))
      partial = iteration.prefilling(after: request)
    }
    // A replica that has just run out of blocks admits nobody; with room again it may in the next iteration.
    if iteration.hasPreempted { return }
    while let request = iteration.firstWaiting, iteration.admit(request, tokens: chunk(of: request, budget: iteration.tokenBudget)) {}
    // The first in line, where it was not let in, bars those behind it.
    iteration.repeatUntilChange(arrivalsMatter: iteration.newcomerMayEnter)
  }

  private func chunk(of request: RequestFacts, budget: Int) -> Int {
    min(request.remainingPrefillTokens, budget, maximumChunkTokens)
  }
}
