import Kernel

/// What a serving engine adds to the kernels' times, and what memory it keeps for itself.
///
/// The defaults are an engine that plans while the accelerator waits, launches kernels one by one and shares memory as
/// ``MemoryPlan`` says; ``vllm(maximumSequences:)`` has the values of a current vLLM.
public struct EngineCostRules: Hashable, Sendable {
  /// Seconds of the host for an iteration whatever it holds: planning, input tensors, launching, reading back tokens.
  /// 0 to 10. Measured by the difference of a served step and the sum of its kernels.
  public var hostSecondsPerIteration = 3e-4
  /// Seconds of the host for each sequence in the batch: block tables, sampling parameters, appending tokens. 0 to 10.
  public var hostSecondsPerSequence = 2e-6
  /// Whether the host works on the next iteration while the accelerator runs this one (vLLM: `async_scheduling`, on by
  /// default since 0.14). An iteration then takes the longer of the two; otherwise their sum.
  public var overlapsHost = false
  /// Seconds of an iteration in which the accelerator waits for the host although they overlap. 0 to 10. Without overlap
  /// the host's whole time is exposed anyway and this is not added.
  public var exposedSecondsPerIteration = 0.0
  /// Seconds of the host to launch a layer of a batch that holds a chunk of a prompt, where no CUDA graph runs such batches (vLLM:
  /// `cudagraph_mode` FULL_DECODE_ONLY). 0 to 1e-2.
  public var eagerSecondsPerLayer = 0.0
  /// Seconds in which a layer of a batch that holds a chunk of a prompt keeps the accelerator waiting for the host, where the two take
  /// turns: kernels whose launch waits for what earlier ones have computed. 0 to 1e-2.
  public var exposedLaunchSecondsPerLayer = 0.0
  /// Share of the times of norms, activations and rotary positions that is left of what profiles hold, above 0 to 1.
  /// Profiles time them as single kernels launched eagerly; an engine that compiles its model fuses them (vLLM:
  /// `compilation_config.level` 3, the default of version 1).
  public var elementwiseShare = 1.0
  /// Seconds that the attention of decodes takes less in each layer than profiles hold, where a CUDA graph launches it: its
  /// splits were planned once for all layers (vLLM: ahead-of-time scheduling of FlashAttention 3). At most half of it.
  public var graphedAttentionSavingSeconds = 0.0
  /// Seconds that a collective of tensor-parallel accelerators takes longer than in profiles, where all of them arrive at
  /// once: at work the last one is waited for. 0 to 1e-2.
  public var collectiveWaitSeconds = 0.0
  /// Bytes of the largest all-reduce that is one kernel with the residual sum and the norm behind it; 0 where none is. The norm then takes
  /// no time of its own; the last member is waited for as ever (vLLM: `pass_config.fuse_allreduce_rms`).
  public var fusedAllReduceBytes = 0.0
  /// Arithmetic rate of experts whose 4-bit weights are multiplied in a wider format, over that of the kernel whose times profiles hold,
  /// in batches that are large enough for it to matter; above 0 to 1. An engine's own kernel may widen weights more slowly, which small
  /// batches do not show: they wait for the weights.
  public var expertComputeRate = 1.0
  /// Time of experts whose weights have 4 bits over that of the kernel whose times profiles hold, in batches of any size. 0.1 to 10.
  public var expertTimeRatio = 1.0
  /// What unlikely tokens are left out with where requests are not greedy.
  public var samplerKernel = SamplerKernel.sort
  /// Time of sorting logits over that of the measured sort (PyTorch 2.11 with CUDA 13). 0.1 to 10.
  public var sortTimeRatio = 1.0
  /// Batch sizes in tokens, ascending, for which a CUDA graph is captured: a batch of up to the last one is padded to the
  /// next, and all that depends on tokens does the padded work. Empty where batches are not padded.
  public var captureSizes: [Int] = []
  /// What the engine keeps of memory, part by part.
  public var memory = EngineMemory()
  /// Bytes reserved for the activations of the largest batch; nil for what ``memory`` comes to.
  public var activationReserveBytes: Int?
  /// Bytes that the engine takes beside weights, activations and KV blocks; nil for what ``memory`` comes to.
  public var engineReserveBytes: Int?
  /// KV blocks that are counted by the engine but never hold tokens. 0 to 1,000. vLLM: 1, the null block that skipped parts
  /// of a sliding window point to (`vllm/v1/core/block_pool.py`).
  public var unusableBlocks = 0

  /// The defaults.
  public init() {}

  /// A vLLM of version 1 (0.15 to 0.19) with compilation, CUDA graphs and asynchronous scheduling.
  ///
  /// Capture sizes are vLLM's own rule. Host times are of the order of published step traces (a few hundred microseconds
  /// a step, a few a sequence); vLLM's elementwise kernels pass over their data once already, so that fusing leaves most.
  public static func vllm(maximumSequences: Int) -> EngineCostRules {
    var rules = EngineCostRules()
    rules.hostSecondsPerIteration = 1e-3
    rules.hostSecondsPerSequence = 1e-5
    rules.overlapsHost = true
    rules.exposedSecondsPerIteration = 2e-4
    rules.elementwiseShare = 0.8
    rules.captureSizes = vllmCaptureSizes(maximum: min(512, 2 * max(1, maximumSequences)))
    rules.unusableBlocks = 1
    return rules
  }

  /// Sizes for which vLLM captures graphs: 1, 2, 4, then every 8 up to 248, then every 16 up to `maximum`
  /// (`vllm/config/vllm.py`, `_set_cudagraph_sizes`; the default maximum is the lesser of 512 and twice the sequences).
  public static func vllmCaptureSizes(maximum: Int) -> [Int] {
    let sizes = [1, 2, 4] + stride(from: 8, to: 256, by: 8) + stride(from: 256, through: max(256, maximum), by: 16)
    return sizes.filter { $0 <= maximum }
  }

  /// Refuses figures that cannot be.
  ///
  /// - Throws: ``InputError`` naming the rule.
  public func validate() throws(InputError) {
    let seconds = [
      ("host_per_iteration", hostSecondsPerIteration), ("host_per_sequence", hostSecondsPerSequence),
      ("exposed_per_iteration", exposedSecondsPerIteration),
    ]
    for (name, value) in seconds where !(value >= 0 && value <= 10) {
      throw InputError("\(name) is \(value) s, out of range", remedy: "0 to 10 s")
    }
    let brief = [
      ("graphed_attention_saving", graphedAttentionSavingSeconds), ("collective_wait", collectiveWaitSeconds),
      ("eager_launch", eagerSecondsPerLayer), ("exposed_launch", exposedLaunchSecondsPerLayer),
    ]
    for (name, value) in brief
    where !(0...1e-2).contains(value) {
      throw InputError("\(name) is \(value) s, out of range", remedy: "0 to 10 ms")
    }
    guard (0...1e12).contains(fusedAllReduceBytes) else {
      throw InputError("fused all-reduces of up to \(fusedAllReduceBytes) bytes", remedy: "0 to 10^12 bytes")
    }
    for (name, ratio) in [("sort_time_ratio", sortTimeRatio), ("expert_time_ratio", expertTimeRatio)] where !(0.1...10).contains(ratio) {
      throw InputError("\(name) is \(ratio), out of range", remedy: "0.1 to 10")
    }
    guard elementwiseShare > 0 && elementwiseShare <= 1 else {
      throw InputError("elementwise_share is \(elementwiseShare), out of range", remedy: "above 0, at most 1")
    }
    guard expertComputeRate > 0 && expertComputeRate <= 1 else {
      throw InputError("expert_compute_rate is \(expertComputeRate), out of range", remedy: "above 0, at most 1")
    }
    let rising = zip(captureSizes, captureSizes.dropFirst()).allSatisfy { $0 < $1 }
    guard rising, captureSizes.first ?? 1 >= 1, captureSizes.last ?? 1 <= 100_000_000 else {
      throw InputError("the captured batch sizes are not ascending from 1 up", remedy: "such as 1, 2, 4, 8, 16")
    }
    for (name, bytes) in [("activation_reserve", activationReserveBytes), ("engine_reserve", engineReserveBytes)] {
      if let bytes, !(0...1_000_000_000_000_000).contains(bytes) {
        throw InputError("\(name) is \(bytes) bytes, out of range", remedy: "0 to 10^15")
      }
    }
    guard (0...100).contains(memory.heldHiddenStates), (0...1_000_000_000_000_000).contains(memory.trialGraphBytes) else {
      throw InputError(
        "held_hidden_states or graph_memory is out of range: \(memory.heldHiddenStates), \(memory.trialGraphBytes) bytes",
        remedy: "0 to 100, and 0 to 10^15 bytes")
    }
    guard (0...1000).contains(unusableBlocks) else {
      throw InputError("unusable_blocks is \(unusableBlocks), out of range", remedy: "0 to 1000")
    }
  }

  /// The rules as a stage of a pipeline goes by them: the host plans, and works for an iteration, at the first.
  func ofStage(_ stage: PipelineStage?) -> EngineCostRules {
    if stage?.isFirst ?? true { return self }
    var rules = self
    rules.hostSecondsPerIteration = 0
    rules.hostSecondsPerSequence = 0
    rules.exposedSecondsPerIteration = 0
    return rules
  }

  /// The tokens that a batch of `tokens` is computed as.
  func paddedTokens(_ tokens: Int) -> Int {
    guard let largest = captureSizes.last, tokens <= largest else { return tokens }
    return captureSizes.first { $0 >= tokens } ?? tokens
  }

  /// Host time of an iteration with so many sequences.
  func hostTime(sequences: Int) -> Duration {
    RooflineRates.duration(hostSecondsPerIteration) + RooflineRates.duration(hostSecondsPerSequence) * sequences
  }
}
