import Record

/// Iteration-level scheduling: all decodes and the whole prompts of those admitted run together, KV set aside whole.
///
/// Yu et al., "Orca: a distributed serving system for transformer-based generative models", OSDI 2022, algorithm 1, with
/// selective batching taken as part of the cost model. No request is ever preempted.
struct OrcaScheduler: Scheduler {
  static let name = "orca"
  static let summary = "iteration-level batches: all decodes together with whole prompts; KV reserved at full length"
  static let source = "Yu et al., Orca, OSDI 2022, algorithm 1"
  static let parameters = [MaximumOutput.parameter]

  private let maximumBatchedTokens: Int
  let reservation: KVReservation?
  let keepsWatermark = false

  /// Orca has no limit on tokens but the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    maximumBatchedTokens = replica.maximumBatchedTokens
    reservation = try MaximumOutput.reservation(parameters, replica)
  }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) { WholePromptBatch.composeMixed(&iteration) }
}
