/// How policies without chunks compose an iteration: whole prompts of those that wait, beside the decodes or without them.
enum WholePromptBatch {
  /// Admits whole prompts in order while the token budget holds the next one and `limit` lets more run. Returns whether one
  /// that is first in line did not fit.
  static func admitPrompts(_ iteration: inout Iteration, limit: Int = .max) {
    while iteration.runningCount < limit, let request = iteration.firstWaiting {
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { return }
    }
  }

  /// All decodes and, beside them, whole prompts: iteration-level scheduling as in Orca.
  static func composeMixed(_ iteration: inout Iteration, limit: Int = .max) {
    iteration.continueDecodes()
    if iteration.hasPreempted { return }
    admitPrompts(&iteration, limit: limit)
    iteration.repeatUntilChange(arrivalsMatter: iteration.newcomerMayEnter && iteration.runningCount < limit)
  }
}
