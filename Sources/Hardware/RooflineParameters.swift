import Kernel

/// Where a real engine stays below the datasheet. Every default says where it comes from; "tables" are the operator
/// tables of AIConfigurator (vLLM 0.24) and LLMServingSim (vLLM 0.19).
public struct RooflineParameters: Hashable, Sendable {
  /// Share of peak arithmetic that large 16-bit matrix products reach; nil for the accelerator's own.
  public var gemmEfficiency: Double?
  /// Share of peak bandwidth that streaming reaches; nil for the accelerator's own.
  public var bandwidthEfficiency: Double?
  /// What 8- and 4-bit arithmetic reaches of the 16-bit efficiency. 0.65: kernels with a scale for each token and
  /// channel, H100 and L40S fp8 tables.
  public var quantizedEfficiencyRatio = 0.65
  /// Share of peak arithmetic in prefill attention. 0.65: causal FlashAttention-3, H100 table, 8,192 tokens and more;
  /// 0.53 on RTX PRO 6000 and 0.8 on RTX 4090.
  public var attentionEfficiency = 0.65
  /// Share of peak bandwidth at which decode attention reads the KV cache. 0.88: tables, 0.90 to 0.93 on H100, 0.92 on
  /// RTX 4090, 0.82 on RTX PRO 6000.
  public var attentionBandwidthEfficiency = 0.88
  /// Share of a link's bandwidth that large collectives reach; nil for what as many reach on that link.
  public var linkEfficiency: Double?
  /// Seconds that a kernel takes beyond its roofline, started from a CUDA graph. 3 us: GEMM tables.
  public var kernelLaunchSeconds = 3e-6
  /// Seconds that the attention of one layer takes beyond its roofline. 1e-5: tables, shortest contexts.
  public var attentionLaunchSeconds = 1e-5
  /// Seconds of the host in an iteration during which the accelerator waits. 3e-4: the order of what a vLLM with
  /// asynchronous scheduling leaves exposed; engines of 2023 left tens of milliseconds.
  public var hostSecondsPerIteration = 3e-4
  /// Seconds of the host for each sequence in the batch. 2e-6: the order of vLLM's input preparation and output handling.
  public var hostSecondsPerSequence = 2e-6
  /// Seconds of the sampler whatever it samples. 2.5e-5: tables, one sequence.
  public var samplerSeconds = 2.5e-5
  /// Bytes that sampling moves for each logit. 10: tables, 256 sequences on RTX 4090 and RTX PRO 6000.
  public var samplerBytesPerLogit = 10.0
  /// Tokens from which on a batch is split in two, so that the collectives of one half are hidden behind the arithmetic of
  /// the other; nil where the engine does not. TokenWeave (arXiv 2505.11329): 1,024.
  public var overlapThresholdTokens: Int?
  /// Share of the processors that the hidden collectives occupy. 0.06: 8 of 132 (TokenWeave).
  public var overlapProcessorShare = 0.06
  /// Measured shares of the collectives that are hidden, by tokens, rising, in place of what ``overlapThresholdTokens`` makes of
  /// them; empty where there are none.
  public var overlapTable: [HiddenShare] = []
  /// Share of the power between idle and maximum that a busy accelerator draws whatever it does; nil, here and below, for the
  /// accelerator's own.
  public var activePowerShare: Double?
  /// Share of that power drawn at full attainable arithmetic.
  public var computePowerShare: Double?
  /// Share of that power drawn at full attainable bandwidth.
  public var memoryPowerShare: Double?
  /// Share of that power drawn while tokens are sampled.
  public var samplerPowerShare: Double?

  /// Defaults: a current engine with CUDA graphs.
  public init() {}

  /// The shares of an accelerator's power, its own where none are set.
  func powerShares(of accelerator: Accelerator) -> PowerShares {
    let own = accelerator.power.shares.value
    return PowerShares(
      active: activePowerShare ?? own.active, compute: computePowerShare ?? own.compute, memory: memoryPowerShare ?? own.memory,
      sampler: samplerPowerShare ?? own.sampler)
  }

  /// Refuses efficiencies outside (0, 1] and negative or absurd times.
  ///
  /// - Throws: ``InputError`` naming the parameter.
  public func validate() throws(InputError) {
    let shares: [(String, Double?)] = [
      ("gemm_efficiency", gemmEfficiency), ("bandwidth_efficiency", bandwidthEfficiency),
      ("quantized_efficiency_ratio", quantizedEfficiencyRatio), ("attention_efficiency", attentionEfficiency),
      ("attention_bandwidth_efficiency", attentionBandwidthEfficiency), ("link_efficiency", linkEfficiency),
    ]
    for (name, value) in shares {
      guard let value else { continue }
      guard value >= 1e-6 && value <= 1 else {
        throw InputError("\(name) is \(value), out of range", remedy: "above 0, at most 1")
      }
    }
    if let tokens = overlapThresholdTokens, !(2...100_000_000).contains(tokens) {
      throw InputError("overlap_threshold is \(tokens) tokens, out of range", remedy: "2 to 100,000,000")
    }
    let rises = zip(overlapTable, overlapTable.dropFirst()).allSatisfy { $0.tokens < $1.tokens }
    guard rises, overlapTable.allSatisfy({ (1...100_000_000).contains($0.tokens) && (0...1).contains($0.share) }) else {
      throw InputError("the overlap_table does not rise in tokens, or hides less than nothing or more than all", remedy: "shares of 0 to 1")
    }
    if !overlapTable.isEmpty, overlapThresholdTokens != nil {
      throw InputError("an overlap_table beside an overlap_threshold: both say what is hidden", remedy: "leave one of them out")
    }
    guard overlapProcessorShare >= 0, overlapProcessorShare <= 0.9 else {
      throw InputError("overlap_processor_share is \(overlapProcessorShare), out of range", remedy: "0 to 0.9")
    }
    let seconds: [(String, Double)] = [
      ("kernel_launch", kernelLaunchSeconds), ("attention_launch", attentionLaunchSeconds),
      ("host_per_iteration", hostSecondsPerIteration), ("host_per_sequence", hostSecondsPerSequence), ("sampler", samplerSeconds),
    ]
    for (name, value) in seconds where !(value >= 0 && value <= 10) {
      throw InputError("\(name) is \(value) s, out of range", remedy: "0 to 10 s")
    }
    guard samplerBytesPerLogit >= 0 && samplerBytesPerLogit <= 1000 else {
      throw InputError("sampler_bytes_per_logit is \(samplerBytesPerLogit), out of range", remedy: "0 to 1000")
    }
    for share in [activePowerShare, computePowerShare, memoryPowerShare, samplerPowerShare].compactMap({ $0 })
    where !(share >= 0 && share <= PowerShares.greatest) {
      throw InputError("a power share is \(share), out of range", remedy: "0 to 4")
    }
  }
}
