import Record

/// Stall-free batching: decodes first, prompts cut to what the token budget leaves.
///
/// Agrawal et al., "Taming throughput-latency tradeoff in LLM inference with Sarathi-Serve", OSDI 2024, algorithm 3;
/// the default of vLLM since its version 1. A prompt's blocks are all taken when it is admitted, as the authors' code does.
struct SarathiScheduler: Scheduler {
  static let name = "sarathi"
  static let summary = "decodes first, then prompts in chunks that fill the iteration's token budget"
  static let source = "Agrawal et al., Sarathi-Serve, OSDI 2024; vLLM V1 default"
  static let parameters = [StallFreeBatch.chunkParameter]

  private let batch: StallFreeBatch

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws { batch = StallFreeBatch(parameters) }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) { batch.compose(&iteration) }
}
