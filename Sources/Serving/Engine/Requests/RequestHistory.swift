import Kernel

/// What came of a request so far: the cold row beside its ``Request``, 64 bytes as well.
///
/// Written once or twice in a request's life: when it arrives, when it is admitted and when its first token is out. Read when a
/// policy looks at it, and at its end.
package struct RequestHistory: BitwiseCopyable {
  /// Position in the load.
  var id: Int
  var arrival: Instant
  var firstScheduled = Instant.never
  var firstToken = Instant.never
  /// When it came into its engine's queue: for the first time, or by its latest preemption.
  var queuedAt = Instant.never
  var promptTokens: Int32
  /// Output tokens that a predictor promises; negative without one.
  var predictedOutputTokens: Int32
  /// Prompt tokens found in the cache when it was first admitted.
  var cachedTokens: Int32 = 0
  var preemptions: Int32 = 0
  /// How often its replica crashed under it.
  var retries: Int32 = 0
  /// Its number in the engine's ``RequestGroups``, or ``RequestGroup/none`` or ``RequestGroup/alone``.
  var group: Int32 = RequestGroup.none

  init(id: Int, arrival: Instant, promptTokens: Int, predictedOutputTokens: Int32 = -1) {
    self.id = id
    self.arrival = arrival
    self.promptTokens = Int32(promptTokens)
    self.predictedOutputTokens = predictedOutputTokens
  }
}
