import Kernel

/// The tensor groups of data-parallel attention, each an engine of its own to servers (a rank), and how a batch is divided among them:
/// decoding sequences evenly, chunks of prompts whole, for each stands on one rank. All wait for the slowest of them in every layer.
struct DataParallelRanks: Hashable, Sendable {
  /// How many there are; one has everything.
  let count: Int

  /// The most of `total` equal things that a rank has.
  @inline(__always) func most(_ total: Int) -> Int { count == 1 ? total : (total + count - 1) / count }

  /// Prompt tokens of the rank that has the most chunks, all of one length.
  func prefillTokens(_ shape: BatchShape) -> Int {
    guard count > 1, shape.prefillChunks > 0 else { return shape.prefillTokens }
    return (shape.prefillTokens * most(shape.prefillChunks) + shape.prefillChunks - 1) / shape.prefillChunks
  }

  /// Tokens of the rank that has the most.
  func tokens(_ shape: BatchShape) -> Int { most(shape.decodeRows) + prefillTokens(shape) }

  /// What the slowest rank takes for its chunks, of `time` that is as if they were divided evenly.
  func chunkTime(_ time: Duration, _ shape: BatchShape) -> Duration {
    guard count > 1, shape.prefillChunks > 0 else { return time }
    let share = Double(count * most(shape.prefillChunks)) / Double(shape.prefillChunks)
    return Duration(picoseconds: Int64(min(Double(time.picoseconds) * share, Double(Int64.max / 8)).rounded()))
  }

  /// The batch as the slowest rank's attention sees its chunks; sequences and contexts stay those of all.
  func attending(_ shape: BatchShape) -> BatchShape {
    if count == 1 { return shape }
    var rank = shape
    rank.prefillTokens = prefillTokens(shape)
    rank.prefillChunks = most(shape.prefillChunks)
    return rank
  }
}
