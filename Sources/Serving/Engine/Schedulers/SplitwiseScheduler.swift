import Record

/// Splitwise's scheduler of one machine: whole prompts in order of arrival, up to a batch of tokens, before the tokens of
/// those that decode; on a machine that does both, tokens that were passed over often enough come first.
///
/// Patel et al., "Splitwise: Efficient Generative LLM Inference Using Phase Splitting", ISCA 2024, section 4.3, and the
/// scheduler of the authors' simulator: prompts are batched up to 2,048 tokens, for throughput falls beyond that; decodes
/// run beside them as far as the batch has room, and a decode that was left out four times goes before the prompts. Here the
/// decodes of a machine are one set, which is left out or runs as a whole. What a step with both costs is the cost model's
/// to say, where the authors take the time of its prompts times 1.1. Splitwise lets 512 sequences decode together
/// (`engine.max_sequences`).
///
/// On a prefill replica there is nothing to decode and on a decode replica no prompt, so that the same policy serves both.
struct SplitwiseScheduler: Scheduler {
  static let name = "splitwise"
  static let summary = "whole prompts up to 2,048 tokens, beside the decodes or before them; decodes left out too often come first"
  static let source = "Patel et al., Splitwise, ISCA 2024"
  static let parameters = [
    ParameterDoc(
      "prompt_tokens", .tokens(2048), range: 1...1e9,
      meaning: "tokens of prompts and decodes together in an iteration; one longer prompt runs alone"),
    ParameterDoc(
      "patience", .count(4), range: 1...1_000_000, meaning: "iterations in a row that may leave the decodes out before these come first"),
  ]

  private let maximumBatchedTokens: Int
  private let promptTokens: Int
  private let patience: Int
  private var timesLeftOut = 0

  /// An iteration holds the longest prompt there can be.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    maximumBatchedTokens = replica.maximumBatchedTokens
    promptTokens = parameters.integer("prompt_tokens")
    patience = parameters.integer("patience")
  }

  var longestPrefillTokens: Int { maximumBatchedTokens }

  mutating func plan(_ iteration: inout Iteration) {
    if timesLeftOut >= patience && iteration.decodingCount > 0 {
      timesLeftOut = 0
      let decodes = iteration.continueDecodes()
      if !iteration.hasPreempted { admitPrompts(&iteration, beside: decodes) }
      return
    }
    admitPrompts(&iteration, beside: 0)
    if iteration.prefillTokens == 0 {
      timesLeftOut = 0
      iteration.continueDecodes()
      if !iteration.hasPreempted { iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil) }
    } else if hasRoomForDecodes(&iteration) {
      timesLeftOut = 0
      iteration.continueDecodes()
    } else if iteration.decodingCount > 0 {
      timesLeftOut += 1
    }
  }

  /// Admits whole prompts in order while the batch holds the next one; the first may be longer where nothing else runs.
  private func admitPrompts(_ iteration: inout Iteration, beside decodes: Int) {
    while let request = iteration.firstWaiting {
      let planned = decodes + iteration.prefillTokens
      if planned > 0 && planned + request.remainingPrefillTokens > promptTokens { return }
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { return }
    }
  }

  /// Whether all decodes fit beside the prompts planned, in tokens and in blocks: no request is preempted for that.
  private func hasRoomForDecodes(_ iteration: inout Iteration) -> Bool {
    let decodes = iteration.decodingCount
    return decodes > 0 && iteration.prefillTokens + decodes <= promptTokens && decodes <= iteration.tokenBudget
      && iteration.blocksForDecodes <= iteration.freeBlocks
  }
}
