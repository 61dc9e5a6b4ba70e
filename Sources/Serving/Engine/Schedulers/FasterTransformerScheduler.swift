import Record

/// Request-level batching: a batch is admitted only when the one before it has ended, and its KV is set aside whole.
///
/// NVIDIA FasterTransformer behind a batching front end, as the baseline of Yu et al., "Orca", OSDI 2022, section 6, and of
/// Agrawal et al., Sarathi-Serve, OSDI 2024. A request that ends early leaves its batch, as in the latter's simulator; the
/// place it leaves stays empty until the longest has ended.
struct FasterTransformerScheduler: Scheduler {
  static let name = "faster_transformer"
  static let summary = "request-level batches: nobody is admitted until the whole batch has ended; KV reserved at full length"
  static let source = "NVIDIA FasterTransformer, as the baseline of Orca, OSDI 2022, and Sarathi-Serve, OSDI 2024"
  static let parameters = [MaximumOutput.parameter]

  private let maximumBatchedTokens: Int
  let reservation: KVReservation?
  let keepsWatermark = false

  /// A batch holds the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    maximumBatchedTokens = replica.maximumBatchedTokens
    reservation = try MaximumOutput.reservation(parameters, replica)
  }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) {
    if iteration.runningCount + iteration.swappedCount == 0 { return WholePromptBatch.admitPrompts(&iteration) }
    iteration.continueDecodes()
    iteration.repeatUntilChange(arrivalsMatter: false)
  }
}
