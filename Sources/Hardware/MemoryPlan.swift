import Kernel
import Model

/// How the memory of one accelerator is divided: weights, activations, engine, and what is left for KV blocks.
public struct MemoryPlan: Hashable, Sendable {
  /// Bytes that the accelerator has.
  public var memoryBytes: Int
  /// The part of it that the engine may use.
  public var memoryFraction: Double
  /// Bytes of weights on the fullest accelerator of the replica.
  public var weightBytes: Int
  /// Bytes kept for activations of the largest batch.
  public var activationBytes: Int
  /// Bytes that the engine takes for itself: context, captured graphs, communication buffers.
  public var engineBytes: Int
  /// Bytes of a KV block on the fullest accelerator.
  public var blockBytes: Int
  /// Tokens in a KV block.
  public var blockTokens: Int
  /// KV blocks of the replica.
  public var kvBlocks: Int
  /// Whether `kvBlocks` was given rather than planned.
  public var kvBlocksGiven: Bool
}
