import Kernel
import Model

/// How one replica of a model is spread over accelerators.
///
/// Tensor parallelism divides every layer (Megatron-LM, arXiv 1909.08053). Data-parallel attention repeats a tensor group
/// and its dense layers, each group with sequences and KV of its own, while the routed experts are spread over all of them
/// (SGLang's DP attention; DeepSeek-V3, arXiv 2412.19437, section 3.4). Pipeline stages hold consecutive layers, through
/// which several micro-batches may be on their way at once.
public struct ParallelLayout: Hashable, Sendable {
  /// Accelerators that share every layer.
  public var tensor: Int
  /// Stages that the layers are cut into.
  public var pipeline: Int
  /// Tensor groups that a stage has, among which the sequences are divided evenly.
  public var data: Int
  /// Parts that the routed experts of a layer are dealt out in; each part is on (tensor x data / expert) accelerators,
  /// which share every expert of it.
  public var expert: Int
  /// Batches in flight in a pipeline, a request in at most one of them; 1 runs one batch at a time through all stages.
  public var microBatches: Int
  /// Sequences that are divided over accelerators.
  public var context = ContextParallel()
  /// Accelerators that run the feed-forward layers apart from those above, which then attend only; nil where all run all of a layer.
  public var feedForward: FeedForwardWorkers?

  /// A layout; all ones is a single accelerator.
  public init(tensor: Int = 1, pipeline: Int = 1, data: Int = 1, expert: Int = 1, microBatches: Int = 1) {
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.microBatches = microBatches
  }

  /// Accelerators of one stage, or of one of the groups that divide sequences.
  public var acceleratorsPerStage: Int { tensor * data }

  /// Accelerators in a replica.
  public var accelerators: Int { acceleratorsPerStage * pipeline * context.groups + (feedForward?.accelerators ?? 0) }

  /// Accelerators that share each routed expert.
  public var expertTensor: Int { acceleratorsPerStage / expert }

  /// Refuses layouts that the model's heads, layers or experts cannot be divided by.
  ///
  /// KV heads may be fewer than the tensor degree; each accelerator then holds a copy of one.
  /// - Throws: ``InputError`` saying which degree would be right.
  public func validate(for model: ModelShape) throws(InputError) {
    guard tensor >= 1, tensor <= 4096 else {
      throw InputError("tensor parallel degree \(tensor) is out of range", remedy: "1 to 4096, a divisor of the \(model.heads) heads")
    }
    guard pipeline >= 1, pipeline <= model.layers else {
      throw InputError("\(pipeline) pipeline stages are out of range", remedy: "1 to \(model.layers), the layers of \(model.name)")
    }
    if let shared = model.sharedBlocks, pipeline > 1 {
      throw InputError(
        "\(model.name) in \(pipeline) pipeline stages: its \(shared.stored) shared blocks are used in all of them", remedy: "one stage")
    }
    guard microBatches >= 1, microBatches <= pipeline else {
      throw InputError(
        "\(microBatches) micro-batches in \(pipeline) pipeline stages", remedy: "1 to \(pipeline): more would only wait for each other")
    }
    if model.heads % tensor != 0 {
      let fitting = (1...64).filter { model.heads % $0 == 0 }.map(String.init).joined(separator: ", ")
      throw InputError("\(model.heads) heads of \(model.name) cannot be divided over \(tensor) accelerators", remedy: "one of \(fitting)")
    }
    let keyValueHeads = model.latentAttention == nil ? model.keyValueHeads : 1
    if keyValueHeads % tensor != 0 && tensor % keyValueHeads != 0 {
      throw InputError(
        "\(keyValueHeads) KV heads of \(model.name) can neither be divided nor copied over \(tensor) accelerators",
        remedy: "a degree that divides \(keyValueHeads) or is a multiple of it")
    }
    try validateExperts(of: model)
    try context.validate(for: model, layout: self)
    try feedForward?.validate(for: model, layout: self)
  }

  private func validateExperts(of model: ModelShape) throws(InputError) {
    guard data >= 1, data <= 4096 else {
      throw InputError("data parallel degree \(data) is out of range", remedy: "1 to 4096")
    }
    guard model.expertLayers > 0 || feedForward != nil else {
      if data == 1 && expert == 1 { return }
      throw InputError(
        "\(model.name) has no routed experts to spread over data-parallel attention",
        remedy: "leave out parallel.data and parallel.expert; more replicas do what data parallelism would")
    }
    guard expert >= 1, acceleratorsPerStage % expert == 0 else {
      let fitting = (1...acceleratorsPerStage).filter { acceleratorsPerStage % $0 == 0 }.map(String.init).joined(separator: ", ")
      throw InputError(
        "the experts cannot be dealt out over \(expert) of \(acceleratorsPerStage) accelerators", remedy: "one of \(fitting)")
    }
    let experts = model.mixtureOfExperts?.experts ?? 1
    if expert > experts {
      throw InputError("\(expert) parts for \(experts) experts of \(model.name)", remedy: "at most \(experts)")
    }
  }

  /// KV heads that one accelerator holds, copies included.
  public func keyValueHeadsPerAccelerator(of model: ModelShape) -> Int { max(1, model.keyValueHeads / tensor) }

  /// Values that one accelerator caches of a token in a layer with such heads, copies included.
  public func cachedValuesPerAccelerator(of heads: AttentionHeads) -> Int {
    max(1, heads.keysAndValues / tensor) * (heads.keySize + heads.valueSize)
  }

  /// Accelerators of a stage that hold the KV of one token of a layer in copy: all of a tensor group with latent
  /// attention, whose cache cannot be divided by heads.
  public func keyValueCopies(of model: ModelShape) -> Int {
    model.latentAttention == nil ? max(1, tensor / model.keyValueHeads) : tensor
  }

  /// Layers of the fullest stage.
  public func layersPerStage(of model: ModelShape) -> Int { (model.layers + pipeline - 1) / pipeline }
}
