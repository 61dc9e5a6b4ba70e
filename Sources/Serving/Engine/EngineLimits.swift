import Kernel

/// Which engine of the cluster this is.
struct EngineIdentity: BitwiseCopyable {
  /// Its place among all engines of the cluster; a replica is one engine, or several where it is a pipeline with several
  /// micro-batches in flight (vLLM: virtual engines).
  let index: Int
  /// The replica's number as it is seen from outside.
  let replica: Int
  /// Which of the replica's micro-batches it plans.
  let lane: Int
  /// The pool of the replica, by position.
  let pool: Int
}

/// How much an engine takes on, and how it is driven.
struct EngineLimits: BitwiseCopyable {
  let maximumSequences: Int
  let maximumBatchedTokens: Int
  let maximumModelTokens: Int
  /// The longest prompt, recomputed tokens included, that its policy can prefill.
  let longestPrefillTokens: Int
  /// Whether the policy orders the queue.
  let ordersWaiting: Bool
  /// Whether undisturbed decoding is leapt over.
  let leaps: Bool
  /// Whether prompts computed here are handed over while they are computed, layer by layer.
  let overlapsTransfers: Bool
}
