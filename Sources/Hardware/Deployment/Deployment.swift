import Kernel
import Model

/// A model on its accelerators: what one replica costs in time, memory, watts and money.
public struct Deployment: Sendable {
  /// The model.
  public let model: ModelShape
  /// The accelerator that it runs on.
  public let accelerator: Accelerator
  /// How.
  public let options: DeploymentOptions
  /// The cost of its iterations.
  public let costModel: any ExplainingCostModel
  /// The cost of each pipeline stage, where several micro-batches are in flight; nil for one batch at a time.
  public let pipelinedCost: PipelinedCost?
  /// What adapters take; nil where there are none.
  public let adapters: AdapterPlan?
  /// What encoding images takes; nil where nothing is encoded.
  public let encoder: EncoderPlan?
  /// Its memory.
  public let memory: MemoryPlan
  /// The memory of the accelerators that draft for it; nil where none do but its own.
  public let draftMemory: MemoryPlan?
  /// What moving together what stays of a prompt costs; nil where nothing is moved.
  public let compaction: KVCompaction?

  /// Puts `model` on `accelerator`.
  ///
  /// - Throws: ``InputError`` where the layout does not divide the model, or the model does not fit: then it says what
  ///   is needed, what there is, and what would fit.
  public init(model: ModelShape, accelerator: Accelerator, options: DeploymentOptions = DeploymentOptions()) throws(InputError) {
    try model.validate()
    try accelerator.validate()
    try options.validate()
    try options.layout.validate(for: model)
    try options.checkHostWeights(of: model)
    try options.checkFeedForwardWorkers()
    try options.checkPromptLayers()
    try options.adapters?.validate(for: model, options: options)
    try options.encoder?.validate(options: options)
    try options.draft?.validate(for: model, layout: options.layout, on: accelerator)
    self.model = model
    self.accelerator = accelerator
    self.options = options
    memory = try MemoryPlan(model: model, accelerator: accelerator, options: options)
    try options.experts.validate(for: model, layout: options.layout.feedForward?.layout ?? options.layout)
    let setting = DeploymentSetting(
      model: model, accelerator: accelerator, options: options, ownLink: try LinkCatalog.link(named: accelerator.link))
    if let profile = options.profile, profile.accelerator != accelerator.id {
      throw InputError(
        "profile '\(profile.id)' was measured on '\(profile.accelerator)', not on '\(accelerator.id)'",
        remedy: "deploy on '\(profile.accelerator)', or give no profile and take the roofline")
    }
    let layers: any ExplainingCostModel =
      options.layout.feedForward.map { DividedLayersCostModel(setting, workers: $0) { Self.costModel($0, stage: $1) } }
      ?? options.promptLayers.map { PromptLayersCostModel(setting, layers: $0) { Self.costModel($0, stage: $1) } }
      ?? Self.costModel(setting)
    let operators = setting.overContext(layers) { Self.costModel($0) }
    let verifying: any ExplainingCostModel =
      options.stepTimes.map { times in
        StepTimesCostModel(
          times, work: operators, tabulatedTokens: min(16_384, options.maximumBatchedTokens + options.maximumSequences),
          tabulatedSequences: min(16_384, options.maximumSequences))
      } ?? operators
    let draft = try options.draft.flatMap { draft throws(InputError) in try draft.setting(setting) }
    draftMemory = try Self.draftMemory(draft, options, beside: memory)
    let drafting: any ExplainingCostModel =
      options.draft.map {
        DraftedCostModel(target: verifying, draft: draft.map { Self.costModel($0) }, options: $0, deployment: options)
      } ?? verifying
    adapters = options.adapters.map { AdapterPlan($0, model: model, layout: options.layout, rates: setting.rates) }
    encoder = options.encoder.map { EncoderPlan($0, setting) }
    costModel = setting.waitingForHost(setting.encoding(setting.passingAdapters(setting.withUpkeep(drafting), adapters), encoder))
    compaction = setting.compaction(memory)
    pipelinedCost = options.layout.microBatches > 1 ? Self.pipelined(setting) : nil
  }

  private static func costModel(
    _ setting: DeploymentSetting, stage: PipelineStage? = nil, sharing other: FittedCostModel? = nil
  ) -> any ExplainingCostModel {
    let options = setting.options
    if options.profile != nil || options.engine != nil || options.sampling != .greedy {
      return FittedCostModel(setting, stage: stage, sharing: other)
    }
    return RooflineCostModel(
      setting, stage: stage, tabulatedTokens: min(16_384, options.maximumBatchedTokens + options.maximumSequences))
  }

  /// The memory of the accelerators that a draft has for itself.
  ///
  /// - Throws: ``InputError`` where they hold fewer tokens than those of the model, of which they would lack some.
  private static func draftMemory(
    _ draft: DeploymentSetting?, _ options: DeploymentOptions, beside memory: MemoryPlan
  ) throws(InputError) -> MemoryPlan? {
    guard let draft, let placement = options.draft?.placement else { return nil }
    let plan = try MemoryPlan(model: draft.model, accelerator: draft.accelerator, options: draft.options)
    if plan.kvBlocks >= memory.kvBlocks { return plan }
    throw InputError(
      "the draft's \(placement.layout.accelerators) x \(draft.accelerator.id) hold KV of \(plan.kvBlocks) blocks, and the model has "
        + "\(memory.kvBlocks)", remedy: "engine.kv_blocks of at most \(plan.kvBlocks), or more memory for the draft")
  }

  private static func pipelined(_ setting: DeploymentSetting) -> PipelinedCost {
    let link = setting.stageLink
    let bytesPerToken = 2 * Double(setting.model.hiddenSize)
    let none = link.hop(bytes: 0)
    return PipelinedCost(
      stages: stageModels(setting),
      hop: RooflineRates.duration(none), hopPerToken: RooflineRates.duration(link.hop(bytes: bytesPerToken) - none))
  }

  /// The cost of each stage. Stages that are alike have one model, and those of equal layers the same tables of attention, which take most
  /// of the time that a model takes to be made.
  private static func stageModels(_ setting: DeploymentSetting) -> [any CostModel] {
    let stages = PipelineStage.stages(setting.options.layout.pipeline, of: setting.model)
    let shapes = stages.map { $0.shape(of: setting.model) }
    var models: [any CostModel] = []
    for (index, stage) in stages.enumerated() {
      let equal = (0..<index).filter { shapes[$0] == shapes[index] }
      let alike = equal.first { stages[$0].isFirst == stage.isFirst && stages[$0].isLast == stage.isLast }
      models.append(
        alike.map { models[$0] } ?? costModel(setting, stage: stage, sharing: equal.first.flatMap { models[$0] as? FittedCostModel }))
    }
    return models
  }

  /// What the time of each operator rests on: measured, extrapolated from measurements, or the roofline.
  public var coverage: [OperatorCoverage] { costModel.coverage }

  /// The format of the weights.
  public var weightFormat: NumberFormat { options.weightFormat ?? model.nativeFormat }

  /// The format of the KV cache.
  public var keyValueFormat: NumberFormat { options.keyValueFormat ?? .bf16 }

  /// Accelerators in a replica, those that draft included.
  public var accelerators: Int { acceleratorKinds.reduce(0) { $0 + $1.count } }

  /// Those of them that the model runs on.
  public var modelAccelerators: Int { options.layout.accelerators }

  /// What a replica runs on: the model's accelerators, and those of a draft that has its own.
  public var acceleratorKinds: [(accelerator: Accelerator, count: Int)] {
    let drafting = options.draft?.placement.map { ($0.accelerator, $0.layout.accelerators) }
    return [(accelerator, options.layout.accelerators)] + [drafting].compactMap(\.self)
  }

  private func sum(_ each: (Accelerator) -> Double) -> Double {
    acceleratorKinds.reduce(0) { $0 + Double($1.count) * each($1.accelerator) }
  }

  /// Watts that a replica draws when it does nothing, its share of the hosts included.
  public var idleWatts: Double { sum { $0.idleWatts.value + $0.hostWatts.value } }

  /// The same once its accelerators have come to rest; see ``restAfter``.
  public var restWatts: Double { sum { $0.power.restWatts.value + $0.hostWatts.value } }

  /// How long after work its accelerators come to rest while the server is up; nil where they do not.
  public var restAfter: Duration? { accelerator.power.restAfterSeconds.value.map { RooflineRates.duration($0) } }

  /// Watts that a replica draws while it is switched off, its share of the hosts included where it stays in its server.
  public var offWatts: Double { sum { $0.power.offWatts > 0 ? $0.power.offWatts + $0.hostWatts.value : 0 } }

  /// Watts that a replica can draw at most, its share of the hosts included.
  public var maximumWatts: Double { sum { ($0.powerCapWatts ?? $0.maximumWatts.value) + $0.hostWatts.value } }

  /// Price of a replica in US dollars an hour.
  public var dollarsPerHour: Double {
    let own = Double(options.layout.accelerators) * (options.dollarsPerHour ?? accelerator.dollarsPerHour.value)
    return own + acceleratorKinds.dropFirst().reduce(0) { $0 + Double($1.count) * $1.accelerator.dollarsPerHour.value }
  }

  /// Bytes that one token holds in the KV caches of the replica, copies apart.
  public var keyValueBytesPerToken: Int { model.keyValueBytesPerToken(keyValueFormat) }

  /// Bytes that a sequence holds in the KV caches of the replica, copies apart: what a hand-over moves.
  public var keyValueBytes: KVBytes {
    var bytes = KVBytes(of: model, format: keyValueFormat, hybridKVCache: options.hybridKVCache)
    // The draft's goes with it.
    bytes.perToken.whole += options.draft?.cachedShape(for: model)?.keyValueBytesPerToken(keyValueFormat) ?? 0
    return bytes
  }

  /// Where the iteration's time goes: parts whose times and energies sum to the iteration's exactly.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    costModel.breakdown(of: shape, chunks: chunks)
  }
}
