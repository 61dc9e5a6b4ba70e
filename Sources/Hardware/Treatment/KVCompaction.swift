import Kernel
import Model

/// What it costs to move the tokens together that stay of a sequence: each is read and written once.
public struct KVCompaction: Hashable, Sendable, BitwiseCopyable {
  /// Time for a kept token of each attention group, in picoseconds.
  public var timePerToken: GroupValues<Int64>
  /// Energy above idle for it, in nanojoules.
  public var energyPerToken: GroupValues<Int64>
  /// The most tokens that each group keeps, as `ContextCap` has it.
  public var keepCaps: GroupValues<Int>
  /// Whether every chunk of a prompt ends with it, rather than the last one alone.
  public var isOfEveryChunk: Bool

  /// A compaction.
  public init(
    timePerToken: GroupValues<Int64>, energyPerToken: GroupValues<Int64> = .zero, keepCaps: GroupValues<Int>, isOfEveryChunk: Bool = false
  ) {
    self.timePerToken = timePerToken
    self.energyPerToken = energyPerToken
    self.keepCaps = keepCaps
    self.isOfEveryChunk = isOfEveryChunk
  }

  /// The cost at a context of so many tokens; nothing in groups that keep all of it.
  public func cost(context: Int, prompt: Int) -> ChunkCost {
    var cost = ChunkCost.zero
    for group in 1..<AttentionGroup.most where timePerToken[group] | energyPerToken[group] != 0 {
      let cap = ContextCap.tokens(keepCaps[group], prompt: prompt)
      if cap >= context { continue }
      cost += ChunkCost(
        time: Duration(picoseconds: timePerToken[group] * Int64(cap)), energyNanojoules: energyPerToken[group] * Int64(cap))
    }
    return cost
  }
}
