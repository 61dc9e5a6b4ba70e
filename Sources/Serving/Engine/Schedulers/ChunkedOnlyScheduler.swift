import Record

/// Sarathi-Serve's ablation "chunked prefills only": prompts are cut, but never share an iteration with decodes; the two
/// take turns.
///
/// Agrawal et al., Sarathi-Serve, OSDI 2024, section 5.4.1 (`simple_chunking` in the authors' code). What it lacks is that
/// chunks ride along with decodes for nearly nothing.
struct ChunkedOnlyScheduler: Scheduler {
  static let name = "chunked_only"
  static let summary = "an iteration of prompt chunks and one of decodes in turn: Sarathi-Serve without mixing"
  static let source = "Agrawal et al., Sarathi-Serve, OSDI 2024, ablation"
  static let parameters: [ParameterDoc] = []

  private var decodesAreNext = false

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {}

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    let decodesHadToWait = decodesAreNext && iteration.decodingCount + iteration.swappedCount > 0
    decodesAreNext = false
    // Where none can decode, for those that were swapped out find no room, the turn goes to the prompts, which may give it.
    if decodesHadToWait && (iteration.continueDecodes() > 0 || iteration.hasPreempted) { return }
    PromptChunkBatch.compose(&iteration)
    if iteration.prefillTokens > 0 {
      decodesAreNext = true
      return
    }
    iteration.continueDecodes()
    if iteration.hasPreempted { return }
    iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil)
  }
}
