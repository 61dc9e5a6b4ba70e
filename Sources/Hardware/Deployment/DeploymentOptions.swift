import Kernel
import Model

/// How a model is deployed on an accelerator; the defaults are those of vLLM.
public struct DeploymentOptions: Hashable, Sendable {
  /// How a replica is spread over accelerators.
  public var layout = ParallelLayout()
  /// Where routed experts are and how evenly tokens choose them.
  public var experts = ExpertPlacement()
  /// How tokens reach their experts where tensor groups hold sequences of their own.
  public var expertExchange = ExpertExchange.allGatherReduceScatter
  /// Format of the weights; nil for the one they are published in.
  public var weightFormat: NumberFormat?
  /// Format of the KV cache; nil for 16 bits.
  public var keyValueFormat: NumberFormat?
  /// Link between the accelerators of a tensor-parallel group; nil for the accelerator's own.
  public var tensorLink: Link?
  /// Link over which tokens travel to their experts; nil for the one of the tensor-parallel group.
  public var expertLink: Link?
  /// Link between pipeline stages; nil for the accelerator's own.
  public var pipelineLink: Link?
  /// Link between accelerators that divide sequences; nil for the one of the tensor-parallel group.
  public var contextLink: Link?
  /// Link between accelerators that attend and those that run feed-forward layers; nil for the one over which tokens travel to experts.
  public var feedForwardLink: Link?
  /// The part of memory that the engine may use.
  public var memoryFraction = 0.9
  /// KV blocks, where they are known rather than planned.
  public var kvBlocks: Int?
  /// Tokens in a KV block.
  public var blockTokens = 16
  /// Whether layers that keep a part of the context only, such as a window, give back the blocks of the rest (vLLM: the hybrid
  /// KV cache manager). Without, every layer keeps everything.
  public var hybridKVCache = true
  /// Tokens of the largest batch, which the activations are reserved for.
  public var maximumBatchedTokens = 2048
  /// Sequences of the largest batch, whose logits are reserved for.
  public var maximumSequences = 256
  /// What the engine and the kernels reach of the datasheet.
  public var roofline = RooflineParameters()
  /// Measured operator times for the accelerator; nil for the roofline.
  public var profile: CalibrationProfile?
  /// Measured times of whole iterations, which then count; nil for the sum of the operators.
  public var stepTimes: StepTimes?
  /// What the engine adds to kernels and keeps of memory. Nil for the host times of ``roofline`` and the estimates of
  /// ``MemoryPlan``; with a profile, nil is the plain engine of ``EngineCostRules``.
  public var engine: EngineCostRules?
  /// How the sequences of a batch are sampled.
  public var sampling = Sampling.greedy
  /// Weights that stay in the host's memory; nil where all are on the accelerators.
  public var offload: WeightOffload?
  /// Experts that are on the accelerators where others stay on the host; nil where all are.
  public var residentExperts: ResidentExperts?
  /// Adapters beside the weights; nil where requests have none.
  public var adapters: Adapters?
  /// What encodes images on the same accelerators; nil where requests show none.
  public var encoder: ImageEncoder?
  /// What drafts tokens that steps verify; nil where nothing does.
  public var draft: DraftOptions?
  /// What is read and kept of KV where that is not what the model asks for, whose groups are altered already; nil where it is.
  public var kv: KVTreatment?
  /// Layers that prompts do not run, of a model whose KV is altered already; nil where every token runs all.
  public var promptLayers: PromptLayers?
  /// US dollars an hour for one accelerator; nil for the catalog's price.
  public var dollarsPerHour: Double?

  /// The defaults.
  public init() {}

  /// Refuses options that cannot be, whatever the model.
  ///
  /// - Throws: ``InputError`` naming the option.
  public func validate() throws(InputError) {
    guard memoryFraction > 0, memoryFraction <= 1 else {
      throw InputError("memory fraction \(memoryFraction) is out of range", remedy: "above 0, at most 1")
    }
    let counts: [(String, Int?, Int)] = [
      ("kv_blocks", kvBlocks, 1_000_000_000_000), ("block size in tokens", blockTokens, 1_000_000),
      ("maximum batched tokens", maximumBatchedTokens, 100_000_000), ("maximum sequences", maximumSequences, 100_000_000),
    ]
    for (name, count, most) in counts {
      guard let count else { continue }
      guard count >= 1 && count <= most else { throw InputError("\(name) is \(count), out of range", remedy: "1 to \(most)") }
    }
    if let dollarsPerHour, !(dollarsPerHour >= 0 && dollarsPerHour < 1e9) {
      throw InputError("price of \(dollarsPerHour) dollars an hour is out of range", remedy: "0 or more")
    }
    for link in [tensorLink, expertLink, pipelineLink, contextLink, feedForwardLink].compactMap({ $0 }) {
      guard link.bandwidthBytesPerSecond.value > 0, link.bandwidthBytesPerSecond.value < 1e20 else {
        throw InputError("bandwidth of link '\(link.id)' is \(link.bandwidthBytesPerSecond.value)", remedy: "a positive number")
      }
      guard link.latencySeconds.value >= 0, link.latencySeconds.value < 10 else {
        throw InputError("latency of link '\(link.id)' is \(link.latencySeconds.value) s", remedy: "0 to 10 s")
      }
    }
    try roofline.validate()
    try engine?.validate()
    try sampling.validate()
    try stepTimes?.validate()
    try kv?.check(self)
    if stepTimes != nil {
      let context = layout.context
      try ContextParallel.refuse(
        beside: "step_times", [("parallel.context", context.groups > 1), ("parallel.decode_context", context.decode > 1)])
    }
    if stepTimes != nil && layout.microBatches > 1 {
      throw InputError(
        "step times with \(layout.microBatches) micro-batches in a pipeline", remedy: "one batch at a time, or no step times")
    }
  }
}
