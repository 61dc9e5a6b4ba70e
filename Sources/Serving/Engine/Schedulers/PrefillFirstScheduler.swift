import Record

/// SGLang's order: while a prompt can be computed, an iteration is one of prompt chunks alone, and all decodes wait for it.
///
/// Zheng et al., "SGLang: Efficient execution of structured language model programs", NeurIPS 2024; `get_next_batch_to_run` of
/// `sglang/srt/managers/scheduler.py`, 0.5: a new batch of prompts, of `chunked_prefill_size` tokens at most and the last prompt cut to
/// fit, goes before the running batch whenever there can be one, unless `enable_mixed_chunk` lets decodes ride along, which is `sarathi`.
/// Requests that come together therefore decode together: none gains its second token before all of them have their first.
struct PrefillFirstScheduler: Scheduler {
  static let name = "prefill_first"
  static let summary = "prompts before decodes, in chunks alone up to the iteration's budget; decodes wait until none is left to compute"
  static let source = "SGLang 0.5 default (without enable_mixed_chunk)"
  static let parameters: [ParameterDoc] = []

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 8192 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {}

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    PromptChunkBatch.compose(&iteration)
    if iteration.prefillTokens > 0 { return }
    iteration.continueDecodes()
    if iteration.hasPreempted { return }
    iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil)
  }
}
