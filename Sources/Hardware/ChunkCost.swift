import Kernel

/// What the attention of one prefill chunk costs, all layers together.
public struct ChunkCost: Hashable, Sendable, BitwiseCopyable {
  /// Time added to the iteration.
  public var time: Duration
  /// Energy above idle added to the iteration, in nanojoules, over all accelerators of the replica.
  public var energyNanojoules: Int64

  /// A chunk's share of an iteration.
  @inlinable public init(time: Duration, energyNanojoules: Int64) {
    self.time = time
    self.energyNanojoules = energyNanojoules
  }

  /// Nothing prefilled.
  public static var zero: ChunkCost { ChunkCost(time: .zero, energyNanojoules: 0) }

  /// Adds another chunk's cost.
  @inlinable public static func += (left: inout ChunkCost, right: ChunkCost) {
    left.time += right.time
    left.energyNanojoules += right.energyNanojoules
  }
}
