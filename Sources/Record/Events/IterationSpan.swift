import Kernel

/// Consecutive iterations of one replica with equal batches and evenly growing durations: one planned iteration, or
/// a leap over many. The i-th (from 0) lasts `firstDuration + growth x i`.
public struct IterationSpan: Hashable, Sendable, BitwiseCopyable {
  /// The replica.
  public var replica: Int
  /// When the first iteration began.
  public var start: Instant
  /// How many iterations.
  public var count: Int
  /// How long the first one took.
  public var firstDuration: Duration
  /// How much longer each takes than the one before it.
  public var growth: Duration
  /// Sequences that decoded in each.
  public var decodeSequences: Int
  /// Prompt tokens prefilled in each; only a single iteration prefills.
  public var prefillTokens: Int
  /// Chunks prefilled in each.
  public var prefillChunks: Int
  /// Which of the micro-batches in flight it was, from 0; 0 where there is one at a time.
  public var lane: Int
  /// KV blocks in use on the replica when the first of them ended, its own included.
  public var kvBlocksUsed: Int
  /// Requests that waited then for a place on the replica.
  public var waiting: Int

  /// Iterations as they ended.
  @inlinable public init(
    replica: Int, start: Instant, count: Int, firstDuration: Duration, growth: Duration, decodeSequences: Int, prefillTokens: Int,
    prefillChunks: Int, lane: Int = 0, kvBlocksUsed: Int = 0, waiting: Int = 0
  ) {
    self.replica = replica
    self.start = start
    self.count = count
    self.firstDuration = firstDuration
    self.growth = growth
    self.decodeSequences = decodeSequences
    self.prefillTokens = prefillTokens
    self.prefillChunks = prefillChunks
    self.lane = lane
    self.kvBlocksUsed = kvBlocksUsed
    self.waiting = waiting
  }

  /// When the last iteration ended.
  @inlinable public var end: Instant {
    start
      + Duration(
        picoseconds: firstDuration.picoseconds * Int64(count) + growth.picoseconds * (Int64(count) * Int64(count - 1) / 2))
  }
}
