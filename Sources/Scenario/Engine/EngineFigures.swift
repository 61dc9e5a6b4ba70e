import Hardware
import Kernel
import Serving

extension EngineFigure {
  /// The table of all figures. Columns: vllm-0.19, vllm-0.15, vllm-0.12, ideal; `others` by name.
  static let all: [EngineFigure] = limits + admission + preemption + prefixes + attention + delays + host + sampling + memory

  private static let auto = Vocabulary.auto
  private static let (older, newer, sglang, tensorrt) = (followers[0], followers[1], followers[2], followers[3])

  private static let limits: [EngineFigure] = [
    EngineFigure(
      "block_tokens", .count(1...65_536, unit: "tokens"), ["16 tokens", "16 tokens", "16 tokens", "16 tokens"],
      others: [sglang: "1 tokens", tensorrt: "32 tokens"], "Tokens in a block of the KV cache.",
      source: "vLLM: CacheConfig.block_size on CUDA; SGLang: page_size; TensorRT-LLM: KvCacheConfig.tokens_per_block"),
    EngineFigure(
      "hybrid_kv_cache", .flag, ["true", "true", "true", "true"],
      "Whether layers with a window give back the blocks of what they forget.",
      source: "vLLM: the hybrid KV cache manager, on by default (--disable-hybrid-kv-cache-manager)"),
    EngineFigure(
      "max_sequences", .count(1...1_000_000), words: [Word(auto, "the engine's default for the accelerator's memory")],
      [auto, auto, auto, "256"], "Sequences that may run at once on a replica.",
      source: "vLLM: 1,024 on 70 GiB or more but A100, else 256 (vllm/engine/arg_utils.py); SGLang: the least of max_running_requests; "
        + "TensorRT-LLM: max_batch_size, 2,048"),
    EngineFigure(
      "max_batched_tokens", .count(1...100_000_000, unit: "tokens"),
      words: [Word(auto, "the engine's default for the accelerator's memory, or the scheduler's own")], [auto, auto, auto, auto],
      "Tokens that one iteration may hold.",
      source: "vLLM: 8,192 on 70 GiB or more but A100, else 2,048, on TPU 512 to 1,024 (vllm/engine/arg_utils.py); SGLang: "
        + "chunked_prefill_size, 2,048 to 16,384 by memory; TensorRT-LLM: max_num_tokens, 8,192; policies of another kind have their own"),
    EngineFigure(
      "max_model_tokens", .count(1...100_000_000, unit: "tokens"), words: [Word(auto, "what the model's positions allow")],
      [auto, auto, auto, auto], "Prompt and output of a request together may not be longer.", source: "vLLM: max_model_len"),
    EngineFigure(
      "memory_fraction", .fraction(0.01...1), words: [Word(auto, "what the engine's rule leaves of the accelerator's memory")],
      ["0.9", "0.9", "0.9", "0.9"], others: [newer: "0.92", sglang: auto],
      "The part of an accelerator's memory that the engine may use.",
      source: "vLLM: gpu_memory_utilization (vllm/config/cache.py; 0.92 from 0.20 on); SGLang: mem_fraction_static (server_args.py); "
        + "TensorRT-LLM: KvCacheConfig.free_gpu_memory_fraction"),
    EngineFigure(
      "memory_scope",
      .word([
        Word(EngineMemory.Scope.everything.rawValue, "of all memory, with room for activations"),
        Word(EngineMemory.Scope.weightsAndCache.rawValue, "of all memory, activations beside it"),
        Word(EngineMemory.Scope.leftOver.rawValue, "of what weights, activations and engine leave"),
      ]), ["everything", "everything", "everything", "everything"], others: [sglang: "weights_and_cache", tensorrt: "left_over"],
      "What memory_fraction is a part of.",
      source: "vLLM: determine_available_memory (gpu_worker.py); SGLang: profile_max_num_token (model_runner_kv_cache_mixin.py); "
        + "TensorRT-LLM: _cal_max_memory (pyexecutor/_util.py)"),
    EngineFigure(
      "kv_blocks", .count(1...1_000_000_000, unit: "blocks"),
      words: [Word(auto, "what the memory leaves after weights and activations")], [auto, auto, auto, auto],
      "Blocks of the KV cache of a replica.", source: "the memory plan"),
    EngineFigure(
      "kv_pool",
      .word([
        Word("shared", "they take their blocks from one pool"), Word("per_lane", "each has an equal part of its own"),
      ]), ["shared", "shared", "shared", "per_lane"], "How the micro-batches of a pipeline divide the KV blocks.",
      source: "vLLM version 1 has one scheduler and one KV cache manager for all stages; its version 0 had virtual engines"),
  ]

  private static let admission: [EngineFigure] = [
    EngineFigure(
      "watermark", .fraction(0...0.5), ["0", "0", "0", "0.01"], "The part of the blocks that an admission must leave free.",
      source: "vLLM version 1 has none (kv_cache_manager.py); 1 % in its version 0 and in Sarathi-Serve"),
    EngineFigure(
      "prefix_caching", .flag, ["true", "true", "true", "false"],
      "Whether full blocks of prompts are shared, where the workload tells which are equal.",
      source: "vLLM version 1: enable_prefix_caching, on by default"),
    EngineFigure(
      "reserve_whole_prompt", .flag, ["false", "false", "false", "true"],
      others: [sglang: "true", tensorrt: "true"],
      "Whether a request takes all blocks of its prompt when it is admitted, and not chunk by chunk.",
      source:
        "vLLM version 1: KVCacheManager.allocate_slots, called for each chunk; Sarathi-Serve takes them at once; SGLang: PrefillAdder "
        + "asks for the whole prompt (schedule_policy.py)"),
    EngineFigure(
      "reserve_output", .flag, ["false", "false", "false", "false"], others: [tensorrt: "true"],
      "Whether a request is admitted only with room for its whole output, which it takes at once: none is preempted.",
      source: "TensorRT-LLM: capacity_scheduler_policy GUARANTEED_NO_EVICT, the default (llmapi/llm_args.py)"),
    EngineFigure(
      "admission_needs_whole_prompt", .flag, ["true", "false", "false", "false"],
      others: [sglang: "false", tensorrt: "false"],
      "Whether a request is admitted only where its whole prompt would fit now, though it takes blocks chunk by chunk.",
      source: "vLLM 0.19: scheduler_reserve_full_isl, on by default"),
  ]

  private static let attention = [
    EngineFigure(
      "shared_prefix_attention",
      .word([
        Word(SharedPrefixAttention.off.rawValue, "each sequence reads it for itself"),
        Word(SharedPrefixAttention.fused.rawValue, "once for each group, in the same launch as the rest (BatchLLM)"),
        Word(SharedPrefixAttention.separate.rawValue, "once for each group, in a launch of its own (Hydragen)"),
        Word(SharedPrefixAttention.cascade.rawValue, "once, where all running sequences share 256 tokens or more and are 8 or more (vLLM)"),
      ]),
      ["off", "off", "off", "off"],
      "How decodes read a prefix whose blocks several of them hold, as requests do that a scheduler has grouped.",
      source: "off everywhere, for it needs requests that a scheduler groups; vLLM: use_cascade_attention")
  ]

  private static let preemption: [EngineFigure] = [
    EngineFigure(
      "preemption",
      .word([
        Word("recompute", "its KV is thrown away and computed anew"),
        Word("swap", "its KV goes to the host's memory and back, if it is past its prompt and there is room"),
      ]), ["recompute", "recompute", "recompute", "recompute"], "What becomes of a request that has to give way.",
      source: "vLLM version 1 knows recomputation only; its version 0 had --preemption-mode"),
    EngineFigure(
      "swap_space", .quantity(.bytes, 0...1e15), ["4 GiB", "4 GiB", "4 GiB", "4 GiB"],
      "Host memory for swapped KV, for each accelerator.", source: "vLLM version 0: swap_space"),
    EngineFigure(
      "swap_link", .name(Vocabulary.links), words: [Word(auto, "PCI Express of the accelerator's generation")], [auto, auto, auto, auto],
      "The link over which KV is swapped.", source: "the accelerator's datasheet"),
  ]

  private static let noTier = "vLLM has no lower tier unless a connector (LMCache, Mooncake) or its own offloading gives it one"

  private static let prefixes: [EngineFigure] = [
    EngineFigure(
      "eviction", .variant(Vocabulary.evictions), ["lru", "lru", "lru", "lru"], "Which cached prompt block is forgotten first.",
      source: "vLLM: FreeKVCacheBlockQueue (vllm/v1/core/kv_cache_utils.py)"),
    EngineFigure(
      "host_cache", .quantity(.bytes, 0...1e15), ["0 B", "0 B", "0 B", "0 B"],
      "Memory of a replica's host that keeps prompt blocks which the accelerators may forget; 0 for none.", source: noTier),
    EngineFigure(
      "host_cache_link", .name(Vocabulary.links), ["pcie-5", "pcie-5", "pcie-5", "pcie-5"],
      "The link of each accelerator to that memory.", source: "hosts of H100 and later have PCI Express 5.0"),
    EngineFigure(
      "remote_cache", .quantity(.bytes, 0...1e15), ["0 B", "0 B", "0 B", "0 B"],
      "A memory pool that all replicas of a pool share and that keeps what falls out of their hosts; 0 for none.", source: noTier),
    EngineFigure(
      "remote_cache_link", .name(Vocabulary.links), ["pcie-5", "pcie-5", "pcie-5", "pcie-5"],
      "The link of each accelerator to that pool.", source: "a network adapter is no faster than its slot"),
    EngineFigure(
      "cache_loading", .word(Vocabulary.loadings), ["when_faster", "when_faster", "when_faster", "when_faster"],
      "When prompt blocks that only a lower tier holds are loaded.", source: "CacheBlend, EuroSys 2025: load where that is faster"),
    EngineFigure(
      "cache_overlap", .word(Vocabulary.overlaps), ["layers", "layers", "layers", "layers"],
      "How loading and computing go together.", source: "LMCache and CloudMatrix384 load layer by layer"),
  ]

  private static let fitted13 = "fitted on the 13 staged runs of vLLM on H100 (inference-sim's records), 2026-11-23"
  private static let fittedLoops = "fitted on closed loops of vLLM on H100, 2026-11-23"

  private static let anyDelay = Duration.zero ... .seconds(10)

  private static let delays: [EngineFigure] = [
    EngineFigure(
      "async_scheduling", .flag, ["true", "true", "false", "false"], "Whether the next iteration is planned while one runs.",
      source: "vLLM: async_scheduling, on by default since 0.14; SGLang and TensorRT-LLM: the overlap scheduler, on by default"),
    EngineFigure(
      "front_end_delay", .time(anyDelay), ["5 ms", "5 ms", "5 ms", "0 s"], others: [tensorrt: "17 ms"],
      "From the client's sending to the replica's queue: network, API server, tokenisation.",
      source: "what first tokens of the 13 staged runs of vLLM on H100 take beyond two and a half token gaps, fitted anew on 2026-11-30: "
        + "5.1 to 5.3 ms with any of six models left out; TensorRT-LLM: between 12.8 ms, which 357 points of dense models on H100 "
        + "ask for, and 24.5 ms of 162 of gpt-oss on H200 and B200"),
    EngineFigure(
      "front_end_service", .time(anyDelay), ["2 ms", "2 ms", "2 ms", "0 s"],
      "How long the one process at the door is busy with a request; those that come together wait for each other.",
      source: fittedLoops),
    EngineFigure(
      "delivery_delay", .time(anyDelay), ["0 s", "0 s", "0 s", "0 s"],
      "From the end of an iteration to the client: detokenisation, streaming.", source: "not known: none is assumed"),
    EngineFigure(
      "cold_start", .time(Duration.zero ... .seconds(3600)), ["0 s", "0 s", "0 s", "0 s"],
      "What the first iteration of a replica takes longer after it starts, or starts again.",
      source: "a server's own: kernels that are compiled or chosen at their first call. First requests of mixtures on vLLM 0.15 waited 0.4 "
        + "to 1.8 s (inference-sim's records); none is assumed, for a server may be warmed up before it is measured"),
    EngineFigure(
      "receive_interval", .count(1...100_000, unit: "iterations"), ["1 iterations", "1 iterations", "1 iterations", "1 iterations"],
      "Iterations of decodes after which requests are taken in; at once after one with a prompt, and where nothing runs.",
      source: "SGLang: scheduler_recv_interval (scheduler_recv_skipper.py), 1; the others look before each plan"),
  ]

  private static let host: [EngineFigure] = [
    EngineFigure(
      "host_time", .time(anyDelay), ["800 us", "800 us", "800 us", "0 s"],
      "Host time of an iteration whatever it holds: planning, input tensors, launching, reading back.",
      source: fitted13),
    EngineFigure(
      "host_time_per_sequence", .time(anyDelay), ["4 us", "4 us", "4 us", "0 s"],
      "Host time for each sequence in the batch: block tables, sampling parameters, appending tokens.",
      source: fitted13),
    EngineFigure(
      "exposed_host_time", .time(anyDelay), ["200 us", "100 us", "200 us", "0 s"],
      "Time of an iteration in which the accelerator waits for the host although they overlap.",
      source: "the order of published step traces of vLLM; 0.15: fitted on 15 staged runs of dense models, 2026-11-30"),
    EngineFigure(
      "eager_launch", .time(Duration.zero ... .milliseconds(10)), ["0 s", "0 s", "0 s", "0 s"],
      "Host time to launch a layer of a batch with a chunk of a prompt, where no graph runs such batches.",
      source: "the default graphs take prompts too; a vLLM with cudagraph_mode FULL_DECODE_ONLY launches them layer by layer, see the "
        + "points of B200 in AIConfigurator's silicon samples"),
    EngineFigure(
      "exposed_launch", .time(Duration.zero ... .milliseconds(10)),
      words: [Word(auto, "3.3 ms under SGLang where layers attend by states or an index, nothing elsewhere")],
      ["0 s", "0 s", "0 s", "0 s"],
      others: [sglang: auto],
      "What a layer of a batch with a chunk of a prompt keeps accelerators waiting for the host, where the two take turns.",
      source: "fitted on 139 closed loops of Qwen3.5-397B and GLM-5 on H200 and B200 (InferenceX), 2026-11-30: SGLang runs prompts without "
        + "graphs; supposed is that kernels of linear and sparse attention wait for lengths read back from the accelerator"),
    EngineFigure(
      "elementwise_share", .fraction(0.01...1), ["0.8", "0.8", "0.8", "1"],
      "What fusing leaves of the measured times of norms, activations and rotary positions.",
      source: "vLLM's own kernels pass over their data once already; 0.6 to 0.85 fit the recorded vLLM 0.19 on RTX 4090 alike"),
    EngineFigure(
      "graphed_attention_saving", .time(anyDelay), words: [Word(auto, "5 us up to Hopper, nothing on Blackwell")],
      [auto, auto, auto, "0 s"],
      "What a decode's attention in a layer takes less than in the tables, where a graph launches it with its splits planned ahead.",
      source: "FlashAttention 2 and 3; " + fitted13),
    EngineFigure(
      "collective_wait", .time(anyDelay), words: [Word(auto, "4 us on Hopper, nothing elsewhere")], [auto, auto, auto, "0 s"],
      "What a tensor-parallel collective takes longer than in the tables, where all accelerators arrive at once.",
      source: "the engine's own all-reduce, apart from the norm behind it: fitted on 15 staged runs of dense models, 2026-11-30"),
    EngineFigure(
      "fused_all_reduce", .flag, ["true", "false", "false", "false"], others: [sglang: "false", tensorrt: "true"],
      "Whether an all-reduce, the residual sum and the norm behind it are one kernel, on Hopper and Blackwell in data centres.",
      source: "vLLM: pass_config.fuse_allreduce_rms, on by default since 0.16 (pull request 34299) without data and pipeline parallelism; "
        + "SGLang: enable_flashinfer_allreduce_fusion, off; TensorRT-LLM: AllReduceFusionOp"),
    EngineFigure(
      "expert_compute_rate", .fraction(0.01...1), words: [Word(auto, "0.32 under TensorRT-LLM on Hopper, 1 elsewhere")],
      [auto, auto, auto, "1"],
      "How fast 4-bit experts are multiplied in 16 bits in large batches, over the kernel of the tables.",
      source:
        "TensorRT-LLM: fitted on first tokens of 77 closed loops of gpt-oss-120b on H200 (InferenceX), 2026-11-30. vLLM's own kernel is that of the tables, Triton's; Marlin's "
        + "(VLLM_MXFP4_USE_MARLIN=1) has 0.3, fitted on 114 closed loops on H100 and H200"),
    EngineFigure(
      "expert_time_ratio", .number(0.1...10), words: [Word(auto, "0.54 under TensorRT-LLM on Blackwell, 1 elsewhere")],
      [auto, auto, auto, "1"],
      "Time of 4-bit experts over that of the kernel of the tables.",
      source: "fitted on 85 closed loops of gpt-oss-120b under TensorRT-LLM 1.2 on B200 (InferenceX), 2026-11-30"),
    EngineFigure(
      "cuda_graph_tokens", .count(0...100_000, unit: "tokens"),
      words: [Word(auto, "the lesser of 512 and twice max_sequences; SGLang: 8 to 512 by memory")],
      [auto, auto, auto, "0 tokens"], others: [tensorrt: "0 tokens"],
      "The largest batch that is padded to the next captured size; 0 pads none.",
      source: "vLLM: VllmConfig._set_cudagraph_sizes; SGLang: cuda_graph_max_bs (server_args.py), in vLLM's steps; TensorRT-LLM pads none: "
        + "CudaGraphConfig.enable_padding is off"),
  ]

  private static let sampling: [EngineFigure] = [
    EngineFigure(
      "default_sampling",
      .word([
        Word("model", "what the model's generation_config.json asks for"), Word("random", "a draw from all tokens at temperature 1"),
        Word("greedy", "the likeliest token"),
      ]), ["model", "model", "model", "greedy"], others: [tensorrt: "random"],
      "How requests are sampled that say nothing of it.",
      source:
        "vLLM: --generation-config, auto since 0.8; SGLang: --sampling-defaults, model; TensorRT-LLM: the OpenAI interface's defaults, "
        + "assumed"),
    EngineFigure(
      "sampler",
      .word([
        Word(SamplerKernel.sort.rawValue, "PyTorch sorts the logits"),
        Word(SamplerKernel.triton.rawValue, "Triton finds thresholds, from eight sequences on"),
        Word(SamplerKernel.flashinfer.rawValue, "FlashInfer draws by rejection"),
      ]), ["triton", "sort", "sort", "sort"],
      others: [older: "flashinfer", newer: "flashinfer", sglang: "flashinfer", tensorrt: "flashinfer"],
      "What unlikely tokens are left out with where top_k or top_p ask for it.",
      source: "vLLM: TopKTopPSampler (vllm/v1/sample/ops/topk_topp_sampler.py; Triton by pull request 33538, FlashInfer by 40376); "
        + "SGLang: sampling_backend; TensorRT-LLM: assumed"),
    EngineFigure(
      "sort_time_ratio", .number(0.1...10), ["1", "1", "2", "1"], others: ["vllm-0.11": "4", older: "4"],
      "Time of sorting logits over that of PyTorch 2.11 with CUDA 13, as measured.",
      source: "vLLM 0.15: as measured; 0.12: fitted on 90 points of Qwen3-32B on H100 (AIConfigurator silicon samples); 0.11: fitted on 33 "
        + "steady states of ML.ENERGY's leaderboard v3 on H100; both on 2026-11-30; before: as 0.11"),
  ]

  private static let estimate = [Word(auto, "an estimate from the model's sizes")]

  private static let memory: [EngineFigure] = [
    EngineFigure(
      "trial_sampler",
      .word([
        Word(EngineMemory.Sampler.sort.rawValue, "PyTorch sorts the logits: 38 bytes each"),
        Word(EngineMemory.Sampler.triton.rawValue, "thresholds in place: 14 bytes each and a copy for each processor"),
        Word(EngineMemory.Sampler.flashinfer.rawValue, "FlashInfer: 14 bytes each"),
        Word(EngineMemory.Sampler.none.rawValue, "nothing is sampled for trial"),
      ]), ["triton", "sort", "sort", "triton"], others: [older: "flashinfer", sglang: "none", tensorrt: "flashinfer"],
      "How the engine samples in the trial run by which it sizes its KV cache, a row for each of max_sequences.",
      source: "vLLM: TopKTopPSampler (vllm/v1/sample/ops/topk_topp_sampler.py of 0.10.1, 0.11, 0.14, 0.16, 0.19); SGLang sizes without a "
        + "trial; TensorRT-LLM: assumed"),
    EngineFigure(
      "held_hidden_states", .count(0...100), ["2", "2", "1", "2"], others: [sglang: "0", tensorrt: "1"],
      "How often the trial run holds the hidden states of its largest batch while it samples.",
      source: "peaks in logs of vLLM 0.11 (widths 1,024 to 8,192), KV of vLLM 0.15 with 1,024 and 2,048 tokens a batch; others assumed"),
    EngineFigure(
      "graph_memory", .quantity(.bytes, 0...1e15), ["560 MB", "0 B", "0 B", "0 B"],
      others: [newer: "980 MB", sglang: "0 B", tensorrt: "0 B"],
      "Memory that captured graphs take before the KV cache is sized.",
      source: "vLLM 0.19 captures for trial first (profile_cudagraph_memory): what the blocks of a server on RTX 4090 leave over; "
        + "0.20 sets the graphs aside as well: 0.39 GiB, as the graphs of gpt-oss-20b on H100 took; before, and elsewhere, they come after"),
    EngineFigure(
      "activation_reserve", .quantity(.bytes, 0...1e15), words: estimate, [auto, auto, auto, auto],
      "Memory kept for the activations of the largest batch.", source: "the memory plan"),
    EngineFigure(
      "engine_reserve", .quantity(.bytes, 0...1e15), words: estimate, [auto, auto, auto, auto],
      "Memory that the engine takes beside weights, activations and KV blocks.",
      source: "the memory plan: libraries, collective buffers, rotary tables, padded experts and graph_memory"),
    EngineFigure(
      "unusable_blocks", .count(0...1000), ["1", "1", "1", "0"], others: [sglang: "0", tensorrt: "0"],
      "Blocks that the engine counts and that never hold tokens.", source: "vLLM: the null block (vllm/v1/core/block_pool.py)"),
  ]
}
