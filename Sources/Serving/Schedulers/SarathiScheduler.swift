/// Stall-free batching: decodes first, prompts cut to what the token budget leaves.
///
/// Agrawal et al., "Taming throughput-latency tradeoff in LLM inference with Sarathi-Serve", OSDI 2024, algorithm 3;
/// the default of vLLM since its version 1. A prompt's blocks are all taken when it is admitted, as the authors' code does.
struct SarathiScheduler: Scheduler {
  static let name = "sarathi"
  static let summary = "decodes first, then prompts in chunks that fill the iteration's token budget"
  static let source = "Agrawal et al., Sarathi-Serve, OSDI 2024; vLLM V1 default"
  static let parameters = [
    ParameterDoc(
      "max_chunk_tokens", .tokens(0), range: 0...1e9,
      meaning: "most tokens of one prompt in one iteration; 0 leaves it to the iteration's budget")
  ]

  private let maximumChunkTokens: Int

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    let limit = parameters.integer("max_chunk_tokens")
    maximumChunkTokens = limit == 0 ? .max : limit
  }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    var partial = iteration.firstPrefilling
    while let request = partial {
      iteration.prefill(request, tokens: chunk(of: request, budget: iteration.tokenBudget))
      partial = iteration.prefilling(after: request)
    }
    // A replica that has just run out of blocks admits nobody; with room again it may in the next iteration.
    if iteration.hasPreempted { return }
    while let request = iteration.firstWaiting, iteration.admit(request, tokens: chunk(of: request, budget: iteration.tokenBudget)) {}
    // Whoever is first in line and was not let in bars those behind it, so further arrivals change nothing.
    iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil)
  }

  private func chunk(of request: RequestFacts, budget: Int) -> Int {
    min(request.remainingPrefillTokens, budget, maximumChunkTokens)
  }
}
