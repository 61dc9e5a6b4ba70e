import Record

/// Stall-free batching in which the request with the shortest predicted output is served next.
///
/// Fu et al., "Efficient LLM scheduling by learning to rank", NeurIPS 2024; Qiu et al., "Efficient interactive LLM serving
/// with proxy model-based sequence length prediction", 2024. Without a predictor the prompt is all that is known of a job.
/// A long job may wait for ever while shorter ones come: that is the policy's known price.
struct ShortestJobFirstScheduler: Scheduler {
  static let name = "shortest_job_first"
  static let summary = "stall-free batches; of those that wait, the shortest predicted output first, or prompt where none is predicted"
  static let source = "Fu et al., learning to rank, NeurIPS 2024; Qiu et al., SSJF, 2024"
  static let parameters = [StallFreeBatch.chunkParameter]
  static let ordersWaiting = true

  private let batch: StallFreeBatch

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws { batch = StallFreeBatch(parameters) }

  var longestPrefillTokens: Int { .max }

  func waitingKey(of request: RequestFacts) -> Int64 { Int64(request.predictedOutputTokens ?? request.promptTokens) }

  mutating func plan(_ iteration: inout Iteration) { batch.compose(&iteration) }
}
