import Record

/// Sarathi-Serve's ablation "hybrid batching only": Orca's mixing over paged KV, prompts whole.
///
/// Agrawal et al., Sarathi-Serve, OSDI 2024, section 5.4.1. What it lacks is the bound on an iteration's length: a long prompt
/// stalls every decode beside it.
struct HybridOnlyScheduler: Scheduler {
  static let name = "hybrid_only"
  static let summary = "all decodes together with whole prompts, KV paged: Sarathi-Serve without chunks"
  static let source = "Agrawal et al., Sarathi-Serve, OSDI 2024, ablation"
  static let parameters: [ParameterDoc] = []

  private let maximumBatchedTokens: Int

  /// An iteration holds the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws { maximumBatchedTokens = replica.maximumBatchedTokens }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) { WholePromptBatch.composeMixed(&iteration) }
}
