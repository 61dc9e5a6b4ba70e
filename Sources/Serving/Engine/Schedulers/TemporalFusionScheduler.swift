import Record

/// Temporal fusion: what arrives joins the running generation at the next step, into buffers of a static length.
///
/// Yao et al., "Flover: a temporal fusion framework for efficient autoregressive model parallel inference", HiPC 2023. Its
/// engine has `max_concurrency` buffers of `max_sequence_tokens` (32 and 512 in the authors' code). A buffer is free for the
/// next request as soon as one ends, for those behind it move up: the batch has no holes.
struct TemporalFusionScheduler: Scheduler {
  static let name = "temporal_fusion"
  static let summary = "arrivals join the running generation at the next step, into a fixed number of buffers of full length"
  static let source = "Yao et al., Flover, HiPC 2023"
  static let parameters = [
    ParameterDoc("max_concurrency", .count(32), range: 1...1e6, meaning: "requests in generation at once"),
    ParameterDoc(
      "max_sequence_tokens", .tokens(0), range: 0...1e9,
      meaning: "length of a buffer, beyond which requests are turned away (512 in the authors' code); 0: max_model_tokens"),
  ]

  private let maximumBatchedTokens: Int
  private let maximumConcurrency: Int
  let reservation: KVReservation?
  let keepsWatermark = false

  /// A step holds the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    maximumBatchedTokens = replica.maximumBatchedTokens
    maximumConcurrency = parameters.integer("max_concurrency")
    let tokens = parameters.integer("max_sequence_tokens")
    reservation = try MaximumOutput.wholeSequence(
      tokens == 0 ? replica.maximumModelTokens : min(tokens, replica.maximumModelTokens), replica, remedy: "a smaller max_sequence_tokens")
  }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) { WholePromptBatch.composeMixed(&iteration, limit: maximumConcurrency) }
}
