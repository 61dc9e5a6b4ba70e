import Hardware
import Kernel
import Serving

/// Makes the engine's rules and costs of its settings.
enum EngineReader {
  /// What the engine does beside its policy.
  static func rules(_ setting: Setting) -> EngineRules {
    func flag(_ name: String) -> Bool { setting[name].required(setting[name].flag) }
    return EngineRules(
      asynchronousScheduling: flag("async_scheduling"),
      frontEndDelay: setting["front_end_delay"].required(setting["front_end_delay"].time),
      frontEndService: setting["front_end_service"].required(setting["front_end_service"].time),
      deliveryDelay: setting["delivery_delay"].required(setting["delivery_delay"].time),
      coldStart: setting["cold_start"].required(setting["cold_start"].time),
      receiveInterval: setting["receive_interval"].required(setting["receive_interval"].count), prefixCaching: flag("prefix_caching"),
      reservesWholePrompt: flag("reserve_whole_prompt"), admissionNeedsWholePrompt: flag("admission_needs_whole_prompt"),
      reservesOutput: flag("reserve_output"),
      sharedPrefixAttention: setting["shared_prefix_attention"].word.flatMap(SharedPrefixAttention.init(rawValue:)) ?? .off)
  }

  /// The host's memory for KV that is swapped out. Every accelerator moves its own part of a block over a link of its own.
  static func swapSpace(_ setting: Setting, _ deployment: Deployment, link: Link) -> SwapSpace {
    let bytes = setting["swap_space"].required(setting["swap_space"].number)
    let block = deployment.memory.blockBytes
    return SwapSpace(
      blocks: Int(min(bytes / Double(block), 1e12)), bytesPerBlock: block * deployment.accelerators,
      timePerBlock: Duration(seconds: Double(block) / link.bandwidthBytesPerSecond.value),
      latency: Duration(seconds: link.latencySeconds.value))
  }

  /// What the engine adds to the kernels' times, and the memory that it keeps for itself.
  ///
  /// `defaults` has what a setting leaves to the engine, `graphTokens` the largest captured batch.
  static func costs(_ setting: Setting, defaults: EngineDefaults, graphTokens: Int) -> EngineCostRules {
    func seconds(_ name: String) -> Double { setting[name].required(setting[name].time).seconds }
    var costs = EngineCostRules()
    costs.hostSecondsPerIteration = seconds("host_time")
    costs.hostSecondsPerSequence = seconds("host_time_per_sequence")
    costs.exposedSecondsPerIteration = seconds("exposed_host_time")
    costs.eagerSecondsPerLayer = seconds("eager_launch")
    costs.exposedLaunchSecondsPerLayer = setting["exposed_launch"].time?.seconds ?? defaults.exposedLaunchSeconds
    costs.overlapsHost = setting["async_scheduling"].required(setting["async_scheduling"].flag)
    costs.elementwiseShare = setting["elementwise_share"].required(setting["elementwise_share"].number)
    costs.graphedAttentionSavingSeconds = setting["graphed_attention_saving"].time?.seconds ?? defaults.graphedAttentionSavingSeconds
    costs.collectiveWaitSeconds = setting["collective_wait"].time?.seconds ?? defaults.collectiveWaitSeconds
    costs.fusedAllReduceBytes = setting["fused_all_reduce"].flag == true ? defaults.fusedAllReduceBytes : 0
    costs.expertComputeRate = setting["expert_compute_rate"].number ?? defaults.expertComputeRate
    costs.expertTimeRatio = setting["expert_time_ratio"].number ?? defaults.expertTimeRatio
    costs.samplerKernel = setting["sampler"].word.flatMap(SamplerKernel.init(rawValue:)) ?? .sort
    costs.sortTimeRatio = setting["sort_time_ratio"].required(setting["sort_time_ratio"].number)
    costs.captureSizes = EngineCostRules.vllmCaptureSizes(maximum: setting["cuda_graph_tokens"].count ?? graphTokens)
    costs.memory.scope = setting["memory_scope"].word.flatMap(EngineMemory.Scope.init(rawValue:)) ?? .everything
    costs.memory.sampler = setting["trial_sampler"].word.flatMap(EngineMemory.Sampler.init(rawValue:)) ?? .none
    costs.memory.heldHiddenStates = setting["held_hidden_states"].required(setting["held_hidden_states"].count)
    costs.memory.trialGraphBytes = Int(setting["graph_memory"].required(setting["graph_memory"].number).rounded())
    costs.activationReserveBytes = setting["activation_reserve"].number.map { Int($0.rounded()) }
    costs.engineReserveBytes = setting["engine_reserve"].number.map { Int($0.rounded()) }
    costs.unusableBlocks = setting["unusable_blocks"].required(setting["unusable_blocks"].count)
    return costs
  }
}
