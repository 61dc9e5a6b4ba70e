import Kernel

/// What TensorRT-LLM is told by the options file of `trtllm-serve`, as dotted paths.
///
/// Names and defaults: `tensorrt_llm/llmapi/llm_args.py` (`TorchLlmArgs`, `KvCacheConfig`, `CudaGraphConfig`, `SchedulerConfig`,
/// `CacheTransceiverConfig`) and `tensorrt_llm/commands/serve.py` of TensorRT-LLM 1.2; the file's keys go before the flags of the
/// command. Limits count for each rank where attention is data-parallel. Which servers do prompts and which tokens is told to
/// `trtllm-serve disaggregated`, and to workers of Dynamo by a flag.
enum TensorRTTable {
  /// The rows for a server, or for a worker of Dynamo.
  static func rows(form: LaunchEngine.Form) -> [LaunchRow] {
    [tensor, .count("parallel.pipeline", "pipeline_parallel_size", absent: "1", isSaid: false)] + limits + cache + scheduling + [
      transceiver
    ]
      + (form == .dynamo ? [role] : [])
  }

  /// Data-parallel attention is over all accelerators of a stage or over none.
  private static let tensor = LaunchRow(
    ["parallel.tensor", "parallel.data", "parallel.expert"],
    flags: ["tensor_parallel_size": true, "enable_attention_dp": true, "moe_expert_parallel_size": true],
    write: { values in
      if values.groups > 1 && values.count("parallel.tensor") != 1 { return nil }
      var arguments = [LaunchArgument("tensor_parallel_size", .count(values.stage))]
      if values.groups > 1 { arguments.append(LaunchArgument("enable_attention_dp", .flag(true))) }
      if let parts = values.count("parallel.expert"), parts > 1 {
        arguments.append(LaunchArgument("moe_expert_parallel_size", .count(parts)))
      }
      return arguments
    },
    read: { arguments, values throws(InputError) in
      let stage = try arguments.count("tensor_parallel_size", atLeast: 1) ?? 1
      let isData = try arguments.flag("enable_attention_dp") ?? false
      values["parallel.tensor"] = isData ? "1" : "\(stage)"
      values["parallel.data"] = isData ? "\(stage)" : "1"
      values["parallel.expert"] = "\(try arguments.count("moe_expert_parallel_size", atLeast: 1) ?? 1)"
    })

  private static let limits: [LaunchRow] = [
    .count("engine.max_sequences", "max_batch_size", perGroup: true),
    .count("engine.max_batched_tokens", "max_num_tokens", unit: "tokens", perGroup: true),
    .count("engine.max_model_tokens", "max_seq_len", unit: "tokens"), .weights(dtype: "dtype", quantization: nil, []),
  ]

  private static let cache: [LaunchRow] = [
    .word("formats.kv", "kv_cache_config.dtype", [("auto", "auto"), ("fp8", "fp8"), ("nvfp4", "nvfp4")]),
    .count("engine.block_tokens", "kv_cache_config.tokens_per_block", unit: "tokens", absent: "32 tokens"),
    .number("engine.memory_fraction", "kv_cache_config.free_gpu_memory_fraction"), blocks,
    .option("engine.prefix_caching", "kv_cache_config.enable_block_reuse", absent: true),
    .hostCache("kv_cache_config.host_cache_size", unitBytes: 1, isWhole: true) { $0.accelerators },
  ]

  /// The pool of a rank in tokens.
  private static let blocks = LaunchRow(
    ["engine.kv_blocks"], flags: ["kv_cache_config.max_tokens": true],
    write: { values in
      guard let blocks = values.count("engine.kv_blocks") else { return [] }
      guard let tokens = values.count("engine.block_tokens"), blocks % values.groups == 0 else { return nil }
      return [LaunchArgument("kv_cache_config.max_tokens", .count(blocks / values.groups * tokens))]
    },
    read: { arguments, values throws(InputError) in
      guard let tokens = try arguments.count("kv_cache_config.max_tokens", atLeast: 1), let block = values.count("engine.block_tokens"),
        block > 0
      else {
        values["engine.kv_blocks"] = "auto"
        return
      }
      values["engine.kv_blocks"] = "\(tokens / block * values.groups) blocks"
    })

  private static let scheduling: [LaunchRow] = [policy, reservation, overlap, graphs]

  /// Whole prompts beside the decodes, or in chunks.
  private static let policy = LaunchRow(
    ["scheduler.name"], flags: ["enable_chunked_prefill": true],
    write: { values in
      switch values["scheduler.name"] {
      case "sarathi": [LaunchArgument("enable_chunked_prefill", .flag(true))]
      case "hybrid_only": [LaunchArgument("enable_chunked_prefill", .flag(false))]
      default: nil
      }
    },
    read: { arguments, values throws(InputError) in
      values["scheduler.name"] = try arguments.flag("enable_chunked_prefill") ?? false ? "sarathi" : "hybrid_only"
    })

  private static let reservation = LaunchRow.word(
    "engine.reserve_output", "scheduler_config.capacity_scheduler_policy", [("true", "GUARANTEED_NO_EVICT"), ("false", "MAX_UTILIZATION")])

  /// Servers that do prompts only must have the overlap scheduler off, whatever was simulated (`examples/disaggregated/README.md`).
  private static let overlap = LaunchRow(
    ["engine.async_scheduling"], flags: ["disable_overlap_scheduler": true],
    write: { values in
      let isOn = values["engine.async_scheduling"] == "true"
      if values.role == "prefill" && isOn { return nil }
      return [LaunchArgument("disable_overlap_scheduler", .flag(!isOn))]
    },
    read: { arguments, values throws(InputError) in
      values["engine.async_scheduling"] = try arguments.flag("disable_overlap_scheduler") ?? false ? "false" : "true"
    })

  private static let graphs = LaunchRow(
    ["engine.cuda_graph_tokens"], flags: ["cuda_graph_config.enable_padding": true, "cuda_graph_config.max_batch_size": true],
    write: { values in
      guard let tokens = values.count("engine.cuda_graph_tokens") else { return nil }
      if tokens == 0 { return [LaunchArgument("cuda_graph_config.enable_padding", .flag(false))] }
      return [
        LaunchArgument("cuda_graph_config.enable_padding", .flag(true)), LaunchArgument("cuda_graph_config.max_batch_size", .count(tokens)),
      ]
    },
    read: { arguments, values throws(InputError) in
      let most = try arguments.count("cuda_graph_config.max_batch_size", atLeast: 1)
      let isPadded = try arguments.flag("cuda_graph_config.enable_padding") ?? false
      values["engine.cuda_graph_tokens"] = isPadded ? most.map { "\($0) tokens" } ?? "auto" : "0 tokens"
    })

  /// Both sides of a hand-over name what carries it; it says nothing of which side a server is on.
  private static let transceiver = LaunchRow(
    [], flags: ["cache_transceiver_config.backend": true],
    write: { values in values.role == "both" ? [] : [LaunchArgument("cache_transceiver_config.backend", .text("DEFAULT"))] },
    read: { _, _ throws(InputError) in })

  /// The flag of a worker of Dynamo (`examples/backends/trtllm/deploy/disagg.yaml`).
  private static let role = LaunchRow(
    ["role"], flags: ["--disaggregation-mode": true],
    write: { values in values.role == "both" ? [] : [LaunchArgument("--disaggregation-mode", .text(values.role))] },
    read: { arguments, values throws(InputError) in
      switch arguments.text("--disaggregation-mode") {
      case nil: values["role"] = "both"
      case "prefill": values["role"] = "prefill"
      case "decode": values["role"] = "decode"
      case let other?: throw InputError("'--disaggregation-mode' is '\(other.shortened)'", remedy: "prefill or decode")
      }
    })

  /// Where a server stands, and the file that says the rest.
  static let placeFlags: [String: Bool] = [
    "--host": true, "--port": true, "--extra_llm_api_options": true, "--extra-engine-args": true, "--served-model-name": true,
    "--trust_remote_code": false,
  ]
}
