import Hardware
import Model
import Record

/// What an engine takes for a key that a scenario leaves to it (`auto`): by the accelerator, its memory, and the layout.
struct EngineDefaults: Sendable {
  /// The engines whose rules differ.
  private enum Family { case vllm, sglang, tensorrt, ideal }

  private let family: Family
  private let accelerator: Accelerator
  private let layout: ParallelLayout
  /// Whether layers of the model attend by states, and whether by an index. Their kernels are supposed to be launched by lengths that the
  /// host reads back first.
  private let hasStates: Bool, hasIndex: Bool

  /// The rules of the engine of this preset.
  init(preset: String, accelerator: Accelerator, layout: ParallelLayout, model: ModelShape) {
    family =
      preset.hasPrefix("vllm") ? .vllm : preset.hasPrefix("sglang") ? .sglang : preset.hasPrefix("tensorrt") ? .tensorrt : .ideal
    self.accelerator = accelerator
    self.layout = layout
    (hasStates, hasIndex) = (!model.linearMixers.isEmpty, model.indexer != nil)
  }

  /// Policies that leave the size of an iteration to the engine: they fill what it allows with prompts cut to size.
  private static let followers: Set = ["sarathi", "shortest_job_first", "priority", "earliest_deadline", "chunked_only", "prefill_first"]

  private var mebibytes: Double { Double(accelerator.memoryBytes.value) / 1_048_576 }

  /// Whether vLLM takes the accelerator for a large one: 70 GiB or more, and no A100, whose throughput larger batches lower
  /// (`vllm/engine/arg_utils.py`: `create_engine_config` of 0.10 and 0.11, `get_batch_defaults` of 0.19 and 0.24).
  private var isLarge: Bool { mebibytes >= 70 * 1024 && !accelerator.id.contains("a100") }

  /// Tokens that an iteration of a replica may hold under this policy; nil where that is the policy's own affair.
  ///
  /// Tensor groups of data-parallel attention are engines of their own, each with these limits.
  func batchedTokens(scheduler: String) -> Int? {
    guard Self.followers.contains(scheduler) else { return nil }
    switch family {
    case .vllm:
      // Servers, not offline batches (usage context OPENAI_API_SERVER).
      if accelerator.id == "tpu-v6e" { return 1024 * layout.data }
      if accelerator.id == "tpu-v5e" { return 512 * layout.data }
      return (isLarge ? 8192 : 2048) * layout.data
    case .sglang: return sglangChunk * layout.data
    case .tensorrt: return 8192 * layout.data
    case .ideal: return nil
    }
  }

  /// Sequences that may run at once on a replica. No more than an iteration has tokens for, one each, nor its one chunk of a policy
  /// that has one.
  func sequences(batchedTokens: Int, scheduler: PolicyChoice) -> Int {
    var most = batchedTokens
    if case .tokens(let chunk)? = scheduler.parameters["chunk_tokens"] { most = min(most, chunk) }
    let each =
      switch family {
      case .vllm: isLarge ? 1024 : 256
      case .sglang, .tensorrt: 2048
      case .ideal: 256
      }
    return max(1, min(each * layout.data, most))
  }

  /// The largest batch in tokens that a captured graph runs, of each tensor group.
  func graphTokens(sequences: Int) -> Int {
    family == .sglang ? sglangGraphTokens : min(512, 2 * ((sequences + layout.data - 1) / layout.data))
  }

  /// How tokens reach their experts: vLLM's `all2all_backend` is allgather_reducescatter (`vllm/config/parallel.py`, 0.11 to 0.24);
  /// SGLang (`moe_a2a_backend` none) and TensorRT-LLM (without MNNVL) gather and scatter as well.
  var expertExchange: ExpertExchange { family == .ideal ? .pointToPoint : .allGatherReduceScatter }

  /// What the attention of a decode takes less in a layer where a graph launches it with its splits planned ahead: fitted on the 13 staged
  /// runs of vLLM on H100 (FlashAttention 3). A recorded server on RTX 4090 agrees with it (FlashAttention 2: 0.3 % off with it, 0.9 %
  /// without), and Ampere runs the same kernels. On Blackwell a recorded server and 30 points are further off with it than without.
  var graphedAttentionSavingSeconds: Double {
    switch accelerator.architecture {
    case .ampere, .ada, .hopper: 5e-6
    default: 0
    }
  }

  /// What an all-reduce takes longer than in tables where all members arrive at once: the engine's own kernel on Hopper, fitted on the
  /// staged runs of dense models. Elsewhere there was nothing to fit it on, and none is assumed.
  var collectiveWaitSeconds: Double { accelerator.architecture == .hopper ? 4e-6 : 0 }

  /// The largest all-reduce that is one kernel with the norm behind it (`vllm/config/compilation.py`,
  /// `FI_ALLREDUCE_FUSION_MAX_SIZE_MB`, by compute capability and members); nothing where data or pipelines are parallel.
  var fusedAllReduceBytes: Double {
    guard layout.data == 1, layout.pipeline == 1 else { return 0 }
    let mebibytes: [Int: Double]
    switch accelerator.architecture {
    case .hopper: mebibytes = [2: 64, 4: 2, 8: 0.5]
    case .blackwell: mebibytes = [2: 64, 4: 32, 8: 1]
    default: return 0
    }
    return (mebibytes[layout.tensor] ?? 0) * 1_048_576
  }

  /// How fast the engine's kernel multiplies experts of 4-bit weights in 16 bits, over the measured one (Triton's, of vLLM 0.24): by first
  /// tokens of gpt-oss-120b under TensorRT-LLM on H200. Elsewhere the kernel is the measured one, or there was nothing to fit it on.
  var expertComputeRate: Double { family == .tensorrt && accelerator.architecture == .hopper ? 0.32 : 1 }

  /// Time of the engine's kernel of experts of 4-bit weights over that of the tables, vLLM 0.24's: TensorRT-LLM's takes activations in 8
  /// bits on Blackwell, of which there is no table for gpt-oss. Fitted on its token gaps.
  var expertTimeRatio: Double { family == .tensorrt && accelerator.architecture == .blackwell ? 0.54 : 1 }

  /// What a layer of a batch with a chunk of a prompt keeps accelerators waiting for the host: under SGLang, whose prompts run without
  /// graphs, where layers attend by states or by an index. Fitted on closed loops of Qwen3.5-397B (with those of GLM-5, while reading what
  /// an index selects was not priced as its kernels do it), and on those of GLM-5. That it adds to the kernels' time is seen there; why it
  /// does is supposed.
  var exposedLaunchSeconds: Double {
    guard family == .sglang else { return 0 }
    return hasStates ? 3.3e-3 : hasIndex ? 1.45e-3 : 0
  }

  /// The part of memory that the engine may use, where its preset names none.
  ///
  /// SGLang sets aside 512 MiB, 1.5 MiB for each token of a chunk, 2 MiB for each sequence of the largest graph and 128 MiB for each
  /// accelerator of a replica, 10 GiB at least on 60 GiB or more (`server_args.py`, `_handle_gpu_memory_settings`, 0.5.9).
  var memoryFraction: Double {
    guard family == .sglang else { return 0.9 }
    var reserved = 512 + Double(max(sglangChunk, 2048)) * 1.5 + 2 * Double(sglangGraphTokens)
    reserved += 128 * Double(layout.tensor * layout.pipeline)
    if mebibytes > 60 * 1024 { reserved = max(reserved, 10 * 1024) }
    return min(1, max(0.01, ((mebibytes - reserved) / mebibytes * 1000).rounded() / 1000))
  }

  /// `chunked_prefill_size` of SGLang (`server_args.py`, 0.5.9).
  private var sglangChunk: Int {
    switch mebibytes / 1024 {
    case ..<35: 2048
    case ..<60: 4096
    case ..<160: 8192
    default: 16_384
    }
  }

  /// `cuda_graph_max_bs` of SGLang (`server_args.py`, 0.5.9).
  private var sglangGraphTokens: Int {
    let isSmallGroup = layout.tensor < 4
    switch mebibytes / 1024 {
    case ..<20: return 8
    case ..<35: return isSmallGroup ? 24 : 80
    case ..<60: return isSmallGroup ? 32 : 160
    case ..<160: return isSmallGroup ? 256 : 512
    default: return 512
    }
  }
}
