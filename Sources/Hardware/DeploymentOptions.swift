import Kernel
import Model

/// How a model is deployed on an accelerator; the defaults are those of vLLM.
public struct DeploymentOptions: Hashable, Sendable {
  /// Tensor and pipeline parallel degrees.
  public var layout = ParallelLayout()
  /// Format of the weights; nil for the one they are published in.
  public var weightFormat: NumberFormat?
  /// Format of the KV cache; nil for 16 bits.
  public var keyValueFormat: NumberFormat?
  /// Link between the accelerators of a tensor-parallel group; nil for the accelerator's own.
  public var tensorLink: Link?
  /// Link between pipeline stages; nil for the accelerator's own.
  public var pipelineLink: Link?
  /// The part of memory that the engine may use.
  public var memoryFraction = 0.9
  /// KV blocks, where they are known rather than planned.
  public var kvBlocks: Int?
  /// Tokens in a KV block.
  public var blockTokens = 16
  /// Tokens of the largest batch, which the activations are reserved for.
  public var maximumBatchedTokens = 2048
  /// Sequences of the largest batch, whose logits are reserved for.
  public var maximumSequences = 256
  /// What the engine and the kernels reach of the datasheet.
  public var roofline = RooflineParameters()
  /// US dollars an hour for one accelerator; nil for the catalog's price.
  public var dollarsPerHour: Double?

  /// The defaults.
  public init() {}
}
