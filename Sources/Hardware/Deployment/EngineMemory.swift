import Model

/// What a serving engine keeps of an accelerator's memory beside weights and KV blocks, part by part: what vLLM finds when it
/// runs its largest batch for trial (`vllm/v1/worker/gpu_worker.py`, `determine_available_memory`).
///
/// No part is fitted to a capacity but ``trialGraphBytes``. The logs name peak, libraries and weights apart (vLLM 0.11 on H100,
/// eight models: llm-d/llm-d-benchmark, `config_explorer/empirical-vllm-memory-results.md`); the parts add up to within 1 % of them.
public struct EngineMemory: Hashable, Sendable {
  /// What the part of memory that the engine may use is a part of, and what has to fit into it.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Of all memory; weights, activations, engine and KV fit into it (vLLM: `gpu_memory_utilization`).
    case everything
    /// Of all memory; weights, engine and KV fit into it, and activations into the rest (SGLang: `mem_fraction_static`).
    case weightsAndCache = "weights_and_cache"
    /// Of what weights, activations and engine leave; KV alone (TensorRT-LLM: `free_gpu_memory_fraction`).
    case leftOver = "left_over"
  }

  /// How the trial run samples, which says what it holds for each logit.
  public enum Sampler: String, Hashable, Sendable, CaseIterable {
    /// The logits are sorted by PyTorch.
    case sort
    /// Thresholds are found in place, with a copy of the logits for each processor.
    case triton
    /// FlashInfer draws from probabilities.
    case flashinfer
    /// Nothing is sampled for trial.
    case none

    /// Bytes held for each logit of a batch of `rows`.
    ///
    /// All hold 16-bit logits and their 32-bit copy (6 bytes). PyTorch's sort adds sorted values and their 64-bit places (12) and,
    /// from 128 rows on, 64-bit places to start from and the radix sort's copies of both (20): 38. Below 128 rows it sorts all
    /// rows as one, by pairs of places twice over, the sorted keys and the copies of both (32): 50
    /// (`aten/src/ATen/native/cuda/SortStable.cu`). The others draw from probabilities and exponential variates (8).
    func bytesPerLogit(rows: Int) -> Double {
      switch self {
      case .sort: rows >= 128 ? 38 : 50
      case .triton, .flashinfer: 14
      case .none: 0
      }
    }

    /// Rows of 32-bit logits that are held besides, whatever the batch
    /// (vLLM: `vllm/v1/sample/ops/topk_topp_triton.py`, one for each processor that takes part).
    func copiedRows(rows: Int, processors: Int) -> Int { self == .triton ? min(rows, processors) : 0 }
  }

  /// What the memory fraction is of.
  public var scope = Scope.everything
  /// The sampler of the trial run.
  public var sampler = Sampler.triton
  /// How often the hidden states of the largest batch are held while its last tokens are sampled: once up to vLLM 0.11 (logs of
  /// widths from 1,024 to 8,192), twice from 0.15 on (KV of one model with 1,024 and 2,048 tokens a batch).
  public var heldHiddenStates = 2
  /// Bytes that capturing graphs for trial leaves behind: 560 MB in vLLM 0.19, from the one server whose log is known (RTX 4090).
  public var trialGraphBytes = 560_000_000

  /// That of vLLM 0.19.
  public init() {}

  /// Images of kernels beyond the CUDA context, which is there before memory is counted: 0.13 GiB on one accelerator, whatever
  /// the model (vLLM 0.11 logs, "non-torch").
  static let kernelBytes = 140_000_000.0
  /// Buffers of a collective library: AIConfigurator's system files say 0.36 to 0.41 GB for 2 to 8 accelerators, and "non-torch"
  /// of vLLM 0.11 is 0.42 GiB higher on two than on one.
  static let collectiveBytes = 400_000_000.0
  /// cuBLAS keeps 32 MiB on Hopper (PyTorch: `CUDABlas.cpp`); the peaks of the logs are 36 MiB above what the tensors add up to.
  static let workspaceBytes = Double(36 << 20)
  /// Kernels of 4-bit experts want one side of their matrices to be a multiple of this: weights of gpt-oss-20b and -120b take 13.47
  /// and 64.38 GiB in vLLM 0.11 on H100, where 12.80 and 60.77 are published (`vllm/.../quantization/mxfp4.py`).
  static let expertAlignment = 256
}

extension EngineMemory {
  /// Bytes held at the peak of a trial run: by the widest layer, or by sampling, whichever is more.
  func activationBytes(of model: ModelShape, options: DeploymentOptions, accelerator: Accelerator) -> Int {
    // Groups that divide sequences have a part of each.
    let groups = options.layout.data * options.layout.context.groups
    let tokens = (Double(options.maximumBatchedTokens) / Double(groups)).rounded(.up)
    let hidden = 2 * Double(model.hiddenSize)
    // Each tensor group of data-parallel attention samples its own sequences.
    let rows = (min(options.maximumSequences, options.maximumBatchedTokens) + groups - 1) / groups
    let copied = sampler.copiedRows(rows: rows, processors: accelerator.processors.value)
    let perRow = Double(model.vocabularySize) * sampler.bytesPerLogit(rows: rows) + 2 * hidden
    let held = Double(heldHiddenStates) * tokens * hidden
    let sampling = sampler == .none ? 0 : Double(rows) * perRow + 4 * Double(copied) * Double(model.vocabularySize) + held
    return Self.bytes(max(tokens * Self.layerBytesPerToken(of: model, tensor: options.layout.tensor), sampling))
  }

  /// Bytes that a token has in the widest layer: the residual, its norm, what attention gives and takes, and the feed-forward's
  /// two inner tensors.
  private static func layerBytesPerToken(of model: ModelShape, tensor: Int) -> Double {
    let mixture = model.expertLayers > 0 ? model.mixtureOfExperts : nil
    let routed = mixture.map { $0.expertsPerToken * $0.expertIntermediateSize + $0.sharedIntermediateSize } ?? 0
    let width = 3 * max(model.denseLayers > 0 ? model.intermediateSize : 0, routed) / tensor
    return 2 * Double(4 * model.hiddenSize + width)
  }

  /// Bytes that are taken once: libraries, graphs, the table of rotary positions, what pads the experts.
  func engineBytes(of model: ModelShape, format: NumberFormat, options: DeploymentOptions) -> Int {
    let collective = options.layout.accelerators > 1 ? Self.collectiveBytes : 0
    let libraries = Self.kernelBytes + Self.workspaceBytes + collective + Double(trialGraphBytes)
    let experts = Self.paddingBytes(of: model, format: format, layout: options.layout)
    return Self.bytes(libraries + Self.rotaryTableBytes(of: model) + experts)
  }

  /// A cosine and a sine in 16 bits for every position that the model knows, whatever is served of them
  /// (`vllm/model_executor/layers/rotary_embedding/base.py`): 32 MiB for Llama 3.1, 2.5 GiB for the ten million of Llama 4 Scout.
  private static func rotaryTableBytes(of model: ModelShape) -> Double {
    if model.details.learnedPositions > 0 { return 0 }
    return 2 * Double(model.maximumPositions) * Double(model.latentAttention?.rotaryHeadSize ?? model.headSize)
  }

  private static func paddingBytes(of model: ModelShape, format: NumberFormat, layout: ParallelLayout) -> Double {
    guard format == .mxfp4, model.mixtureOfExperts != nil else { return 0 }
    let padded = (model.hiddenSize + expertAlignment - 1) / expertAlignment * expertAlignment
    let routed = Double(format.bytes(for: model.expertLayers * model.routedExpertParametersPerLayer(active: false)))
    return routed * (Double(padded) / Double(model.hiddenSize) - 1) / Double(layout.acceleratorsPerStage * layout.pipeline)
  }

  /// Bytes left for KV blocks; below 0 where the rest does not fit.
  func cacheBytes(memory: Int, fraction: Double, weights: Int, activations: Int, engine: Int) -> Int {
    let usable = Int(Double(memory) * fraction)
    switch scope {
    case .everything: return usable - weights - activations - engine
    case .weightsAndCache: return usable - weights - engine
    case .leftOver: return Int((Double(memory - weights - activations - engine) * fraction).rounded(.down))
    }
  }

  // Absurd shapes need more than any memory; they are refused by the plan, not trapped on.
  private static func bytes(_ count: Double) -> Int { Int(min(count.rounded(.up), 1e17)) }
}
