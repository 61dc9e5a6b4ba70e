import Kernel
import Model

/// How the memory of one accelerator is divided: weights, activations, engine, and what is left for KV blocks.
///
/// Where layers keep different parts of the context, a block holds tokens of some of the layers only (``KVLayout``).
public struct MemoryPlan: Hashable, Sendable {
  /// Bytes that the accelerator has.
  public let memoryBytes: Int
  /// The part of it that the engine may use.
  public let memoryFraction: Double
  /// Bytes of weights on the fullest accelerator of the replica, with the room for those that come from its host.
  public let weightBytes: Int
  /// Bytes of weights that stay in the host's memory for each accelerator.
  public let hostWeightBytes: Int
  /// Bytes of weights on each accelerator that runs feed-forward layers alone; 0 where none does.
  public let feedForwardBytes: Int
  /// Bytes of the slots for adapters on each accelerator; part of the weights.
  public let adapterBytes: Int
  /// Bytes of an encoder beside the model on each accelerator, and of what keeps its results; part of the weights.
  public let encoderBytes: Int
  /// Bytes kept for the activations of the largest batch, sampling included.
  public let activationBytes: Int
  /// Bytes that the engine takes for itself: libraries, graphs, communication buffers, tables.
  public let engineBytes: Int
  /// Bytes of a KV block on the fullest accelerator.
  public let blockBytes: Int
  /// Tokens in a KV block.
  public let blockTokens: Int
  /// How a sequence takes blocks.
  public let layout: KVLayout
  /// KV blocks of the replica that can hold tokens.
  public let kvBlocks: Int
  /// Whether `kvBlocks` was given rather than planned.
  public let kvBlocksGiven: Bool

  /// The most KV blocks that a replica could have beside its weights, were nothing else in its memory.
  public let mostKVBlocks: Int

  /// Tokens that the blocks hold, as long as no layer forgets any: more of sequences that are longer than what some layers keep.
  public var keyValueTokens: Int { kvBlocks / max(1, layout.blocksPerBlockOfTokens) * blockTokens }

  static func usable(_ memoryBytes: Int, _ fraction: Double) -> Int { Int(Double(memoryBytes) * fraction) }

  /// Plans the memory of `model` on `accelerator`; ``Deployment`` has checked the arguments.
  ///
  /// - Throws: ``InputError`` where not even one block fits, saying what is needed, what there is, and what would fit.
  init(model whole: ModelShape, accelerator: Accelerator, options: DeploymentOptions) throws(InputError) {
    let model = options.layout.feedForward == nil ? whole : whole.withoutFeedForwards
    let weights = options.weightFormat ?? model.nativeFormat
    let cache = options.keyValueFormat ?? .bf16
    feedForwardBytes = try Self.feedForwardBytes(of: whole, on: accelerator, options: options)
    memoryBytes = accelerator.memoryBytes.value
    memoryFraction = options.memoryFraction
    let onHost = Self.hostWeights(of: model, options: options)
    hostWeightBytes = onHost.bytes
    adapterBytes = Self.adapterBytes(of: model, options: options)
    encoderBytes = Self.encoderBytes(options)
    weightBytes =
      Self.weightBytes(of: model, format: weights, layout: options.layout, redundantExperts: options.experts.redundantExperts)
      - onHost.bytes + onHost.staging + Self.secondLayoutBytes(of: model, options: options)
      + (options.draft?.weightBytes(beside: model, format: weights, layout: options.layout) ?? 0) + adapterBytes + encoderBytes
    let engine = options.engine
    let kept = engine?.memory ?? EngineMemory()
    activationBytes =
      engine?.activationReserveBytes ?? kept.activationBytes(of: model, options: options, accelerator: accelerator)
    engineBytes = engine?.engineReserveBytes ?? kept.engineBytes(of: model, format: weights, options: options)
    blockTokens = options.blockTokens
    let (block, layout) = Self.block(of: model, cache: cache, options: options)
    self.layout = layout
    // A block holds the draft's KV of its tokens as well.
    let drafted = options.draft?.cachedShape(for: model).map { Self.block(of: $0, cache: cache, options: options).bytes } ?? 0
    // Absurd shapes make blocks beyond any memory; they are refused below, not trapped on.
    let divided = Self.dividedBlock(of: Int(min((block + drafted).rounded(.up), 1e18)), model: model, options: options)
    blockBytes = divided.bytes
    func blocks(in memory: Int) -> Int { options.layout.data * divided.times * (max(0, memory) / divided.counted) }
    kvBlocksGiven = options.kvBlocks != nil
    mostKVBlocks = blocks(in: memoryBytes - weightBytes)
    let available = kept.cacheBytes(
      memory: memoryBytes, fraction: memoryFraction, weights: weightBytes, activations: activationBytes, engine: engineBytes)
    kvBlocks = (options.kvBlocks ?? blocks(in: available)) - (engine?.unusableBlocks ?? 0)
    if kvBlocks <= 0, kvBlocks + (engine?.unusableBlocks ?? 0) > 0 {
      let blocks = kvBlocks + (engine?.unusableBlocks ?? 0)
      throw InputError(
        "no KV block is left for tokens: \(blocks) \(options.kvBlocks == nil ? "fit the memory" : "were given"), "
          + "and the engine keeps \(engine?.unusableBlocks ?? 0) that hold none",
        remedy: options.kvBlocks == nil ? Self.remedy(model: model, accelerator: accelerator, options: options) : "more KV blocks")
    }
    guard kvBlocks > 0 else {
      let needed = weightBytes + engineBytes + blockBytes + (kept.scope == .weightsAndCache ? 0 : activationBytes)
      let usable = kept.scope == .leftOver ? memoryBytes : Self.usable(memoryBytes, memoryFraction)
      throw InputError(
        "\(model.name) in \(weights.rawValue) does not fit \(accelerator.id)\(Self.layoutText(options.layout)): it needs "
          + "\(Self.gigabytes(needed)) on each accelerator, and \(Self.gigabytes(usable)) are to be used of its "
          + Self.gigabytes(memoryBytes),
        remedy: Self.remedy(model: model, accelerator: accelerator, options: options))
    }
  }

  /// Bytes of a KV block on the fullest accelerator, and how a sequence takes blocks.
  private static func block(of model: ModelShape, cache: NumberFormat, options: DeploymentOptions) -> (bytes: Double, layout: KVLayout) {
    let parallel = options.layout
    let blocks = KVBytes(of: model, format: cache, hybridKVCache: options.hybridKVCache).blocks(ofTokens: options.blockTokens)
    let whole = model.keyValueBytesPerToken(cache)
    let stageLayers = parallel.layersPerStage(of: model)
    guard whole > 0 else {
      // Nothing but states is kept, divided as the layers are.
      let share = Double(stageLayers) / Double(model.layers) / Double(parallel.tensor)
      return (blocks.bytesPerToken * Double(options.blockTokens) * share, blocks.layout)
    }
    let share = blocks.bytesPerToken / Double(whole)
    guard let groups = model.givenAttentionGroups else {
      let values =
        model.latentAttention == nil
        ? parallel.cachedValuesPerAccelerator(of: model.attentionHeads) : model.keyValueValuesPerTokenPerLayer
      return (Double(options.blockTokens * stageLayers) * Double(cache.bytes(for: values)) * share, blocks.layout)
    }
    let perToken = groups.reduce(0.0) { bytes, group in
      let values =
        model.latentAttention == nil
        ? parallel.cachedValuesPerAccelerator(of: group.heads ?? model.attentionHeads) : model.keyValueValuesPerTokenPerLayer
      let cached = group.attends ? min(group.cachedLayers ?? group.layers, group.layers) : 0
      return bytes + cached * Double((group.format ?? cache).bytes(for: values)) + group.layers * group.scan.bytesPerToken
    }
    let stageShare = Double(stageLayers) / Double(model.layers)
    return (Double(options.blockTokens) * perToken * stageShare * share, blocks.layout)
  }

  /// Bytes of weights on the fullest accelerator: its share of the layers of one stage, with the KV heads that it holds
  /// as copies, and of the embedding and the LM head. Tensor groups of data-parallel attention each hold all of that but
  /// the routed experts, which are spread over all of them, copies of busy experts included.
  static func weightBytes(of model: ModelShape, format: NumberFormat, layout: ParallelLayout, redundantExperts: Int = 0) -> Int {
    let wide = model.wideFormat(format).bytesPerValue
    let (headFormat, sideFormat) = (model.format(of: .head, weights: format), model.format(of: .side, weights: format))
    let embedding = Double(model.embeddingParameters) * wide + Double(sideFormat.bytes(for: model.sideParameters))
    let head = headFormat == .wide ? Double(model.headParameters) * wide : Double(headFormat.bytes(for: model.headParameters))
    let layers = Double(model.weightBytes(format)) - (embedding + head)
    let stageShare = Double(layout.layersPerStage(of: model)) / Double(model.layers)
    let ends = layout.pipeline == 1 ? embedding + head : max(embedding, head)
    var spared = 0.0
    if let mixture = model.mixtureOfExperts, layout.data > 1 || redundantExperts > 0 {
      let routed = Double(model.format(of: .routedExperts, weights: format).bytes(for: model.parameters(of: .routedExperts)))
      let held = Double(mixture.experts + redundantExperts) / Double(mixture.experts) / Double(layout.data)
      spared = routed * (1 - held)
    }
    let copies = copiedBytes(of: model, format: format, layout: layout, stageShare: stageShare)
    return Int((((layers - spared) * stageShare + ends + copies) / Double(layout.tensor)).rounded(.up))
  }

  /// Bytes of the projections to KV heads that several accelerators hold copies of.
  private static func copiedBytes(of model: ModelShape, format: NumberFormat, layout: ParallelLayout, stageShare: Double) -> Double {
    if model.latentAttention != nil { return 0 }
    let bytesPerValue = model.format(of: .attention, weights: format).format.bytesPerValue
    return model.attentionVariants.reduce(0) { bytes, variant in
      let copied = layout.cachedValuesPerAccelerator(of: variant.heads) * layout.tensor - variant.heads.cachedValues
      let layers = (Double(variant.cachedLayers) * stageShare).rounded()
      return bytes + Double(copied * model.attentionInputSize) * layers * bytesPerValue
    }
  }

  private static func layoutText(_ layout: ParallelLayout) -> String {
    if layout.accelerators == 1 { return "" }
    let groups = layout.data > 1 ? ", \(layout.data)-way data" : ""
    let context = layout.context.groups > 1 ? ", \(layout.context.groups)-way context" : ""
    return " with \(layout.tensor)-way tensor\(groups)\(context) and \(layout.pipeline)-way pipeline parallelism"
  }

  private static func gigabytes(_ bytes: Int) -> String {
    let tenths = (Double(bytes) / 1e8).rounded() / 10
    return "\(tenths) GB"
  }
}

extension MemoryPlan {
  /// The least wider layout and the widest narrower format that fit, in words.
  private static func remedy(model: ModelShape, accelerator: Accelerator, options: DeploymentOptions) -> String {
    var ways: [String] = []
    for tensor in [2, 4, 8, 16] where tensor > options.layout.tensor {
      var wider = options
      wider.layout.tensor = tensor
      guard (try? wider.layout.validate(for: model)) != nil, fits(model, accelerator, wider) else { continue }
      ways.append("\(tensor)-way tensor parallelism")
      break
    }
    let current = (options.weightFormat ?? model.nativeFormat).bitsPerValue
    for format in [NumberFormat.bf16, .fp8, .int4] where format.bitsPerValue < current {
      var narrower = options
      narrower.weightFormat = format
      guard fits(model, accelerator, narrower) else { continue }
      ways.append("weights in \(format.rawValue)")
      break
    }
    return ways.isEmpty ? "more pipeline stages, or an accelerator with more memory" : ways.joined(separator: " or ") + " would fit"
  }

  private static func fits(_ model: ModelShape, _ accelerator: Accelerator, _ options: DeploymentOptions) -> Bool {
    let format = options.weightFormat ?? model.nativeFormat
    let kept = options.engine?.memory ?? EngineMemory()
    let onHost = hostWeights(of: model, options: options)
    let weights =
      weightBytes(of: model, format: format, layout: options.layout, redundantExperts: options.experts.redundantExperts)
      - min(onHost.bytes, layerBytes(of: model, options: options)) + onHost.staging
      + adapterBytes(of: model, options: options) + encoderBytes(options)
    let left = kept.cacheBytes(
      memory: accelerator.memoryBytes.value, fraction: options.memoryFraction, weights: weights,
      activations: kept.activationBytes(of: model, options: options, accelerator: accelerator),
      engine: kept.engineBytes(of: model, format: format, options: options))
    return left > 0
  }
}
