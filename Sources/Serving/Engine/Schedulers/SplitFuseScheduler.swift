import Record

/// Dynamic SplitFuse: forward passes of one size, decodes first, prompts split and fused to fill them exactly.
///
/// Holmes et al., "DeepSpeed-FastGen", 2024, section 3.2, with the rules of its scheduler (DeepSpeed-MII,
/// `mii/batching/ragged_batching.py`): a decode that finds no free block waits while the others go on; a prompt is begun only
/// if all of it fits, with no watermark; where nothing at all can be scheduled, the last request gives up its KV.
/// The forward size is the engine's `max_batched_tokens`, 768 by default, and 512 sequences are FastGen's limit
/// (`max_sequences`).
struct SplitFuseScheduler: Scheduler {
  static let name = "splitfuse"
  static let summary = "forward passes of one size (768 tokens): decodes first, then prompts split to fill it exactly"
  static let source = "Holmes et al., DeepSpeed-FastGen, 2024; DeepSpeed-MII"
  static let parameters: [ParameterDoc] = []

  private var decodesWait = false
  let keepsWatermark = false

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 768 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {}

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    while !schedulesAnything(&iteration) {}
    if iteration.hasPreempted || decodesWait { return }
    while let request = iteration.firstWaiting,
      iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    {}
    iteration.repeatUntilChange(arrivalsMatter: iteration.newcomerMayEnter)
  }

  /// Plans decodes and the prompts begun. If some run and none of them can go on, the last one's KV is released; false then.
  private mutating func schedulesAnything(_ iteration: inout Iteration) -> Bool {
    if decodesWait { resumeAll(&iteration) }
    if iteration.blocksForDecodes > iteration.freeBlocks { pauseThoseWithoutBlocks(&iteration) }
    let running = iteration.runningCount
    let decodes = iteration.continueDecodes()
    var partial = iteration.firstPrefilling
    while let request = partial {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
      partial = iteration.prefilling(after: request)
    }
    if decodes + iteration.prefillTokens > 0 || iteration.runningCount == 0 { return true }
    // A prompt that found no block for its chunk has given up its own.
    if iteration.runningCount == running, let last = iteration.lastRunning { iteration.preempt(last) }
    return false
  }

  private mutating func resumeAll(_ iteration: inout Iteration) {
    decodesWait = false
    var next = iteration.firstRunning
    while let request = next {
      if iteration.isPaused(request) { iteration.resume(request) }
      next = iteration.running(after: request)
    }
  }

  /// Decodes take free blocks in order of admission; one that finds none waits.
  private mutating func pauseThoseWithoutBlocks(_ iteration: inout Iteration) {
    var free = iteration.freeBlocks
    var next = iteration.firstRunning
    while let request = next {
      next = iteration.running(after: request)
      let blocks = request.remainingPrefillTokens == 0 ? iteration.blocksForNextToken(of: request) : 0
      if blocks > free {
        iteration.pause(request)
        decodesWait = true
      } else {
        free -= blocks
      }
    }
  }
}
