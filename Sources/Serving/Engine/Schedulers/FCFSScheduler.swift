import Record

/// First come, first served with whole prompts first: while a waiting prompt fits, an iteration prefills and decodes wait.
///
/// vLLM's first policy (Kwon et al., "Efficient memory management for large language model serving with PagedAttention",
/// SOSP 2023), as in its scheduler before chunked prefill.
struct FCFSScheduler: Scheduler {
  static let name = "fcfs"
  static let summary = "whole prompts first, in order of arrival; decodes wait while a prompt is prefilled"
  static let source = "Kwon et al., vLLM, SOSP 2023 (before chunked prefill)"
  static let parameters: [ParameterDoc] = []

  private let maximumBatchedTokens: Int

  /// vLLM's rule: a batch holds the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    maximumBatchedTokens = replica.maximumBatchedTokens
  }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) {
    while let request = iteration.firstWaiting, request.remainingPrefillTokens <= iteration.tokenBudget {
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { break }
    }
    if iteration.prefillTokens > 0 { return }
    iteration.continueDecodes()
    if iteration.hasPreempted { return }
    iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil)
  }
}
