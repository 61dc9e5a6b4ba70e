/// Other names of options, as engines take them.
enum LaunchAliases {
  /// Options that name the model.
  static let models: Set = ["--model", "--model-path", "--model_path"]

  /// Flags without a value that say what a key of an options file says with one.
  static let switches: Set = ["--enable_chunked_prefill"]

  /// SGLang's names (`server_args.py`, 0.5.9).
  private static let sglang = [
    "--tp": "--tp-size", "--tensor-parallel-size": "--tp-size", "--pp": "--pp-size", "--pipeline-parallel-size": "--pp-size",
    "--dp": "--dp-size", "--data-parallel-size": "--dp-size", "--ep": "--ep-size", "--expert-parallel-size": "--ep-size",
  ]

  /// vLLM's short names (`arg_utils.py`, 0.19.0).
  private static let vllm = [
    "-tp": "--tensor-parallel-size", "-pp": "--pipeline-parallel-size", "-dp": "--data-parallel-size", "-q": "--quantization",
    "-ep": "--enable-expert-parallel", "-n": "--nnodes", "-r": "--node-rank",
  ]

  /// Flags of `trtllm-serve` (`commands/serve.py`, 1.2) that say what keys of its options file say.
  private static let tensorrt = [
    "--tp_size": "tensor_parallel_size", "--tensor_parallel_size": "tensor_parallel_size", "--pp_size": "pipeline_parallel_size",
    "--pipeline_parallel_size": "pipeline_parallel_size", "--ep_size": "moe_expert_parallel_size",
    "--moe_expert_parallel_size": "moe_expert_parallel_size", "--max_batch_size": "max_batch_size", "--max_num_tokens": "max_num_tokens",
    "--max_seq_len": "max_seq_len", "--free_gpu_memory_fraction": "kv_cache_config.free_gpu_memory_fraction",
    "--kv_cache_free_gpu_memory_fraction": "kv_cache_config.free_gpu_memory_fraction", "--enable_chunked_prefill": "enable_chunked_prefill",
    "--config": "--extra_llm_api_options",
  ]

  /// The name of an option in the engine's table.
  static func name(_ written: String, engine: LaunchEngine) -> String {
    switch engine {
    case .vllm:
      if let name = vllm[written] { return name }
      return written.hasPrefix("--") ? written.replacing("_", with: "-") : written
    case .sglang: return sglang[written] ?? written
    case .tensorrt: return tensorrt[written] ?? written
    }
  }
}
