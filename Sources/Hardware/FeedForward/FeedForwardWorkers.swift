import Kernel
import Model

/// Accelerators of a replica that run its feed-forward layers for those that attend, which micro-batches go to and come back from in every
/// layer (MegaScale-Infer, arXiv 2504.02263; Step-3, arXiv 2507.19427).
///
/// Attention needs memory for KV, and feed-forwards need many tokens at once for their weights to be worth reading. Apart, each can have
/// as many accelerators as it wants; while one micro-batch is with the one kind, another is with the other.
public struct FeedForwardWorkers: Hashable, Sendable {
  /// Groups that the routed experts of a layer are dealt out over; dense layers and shared experts are in each of them.
  public var groups: Int
  /// Accelerators of a group, which share every weight that it has.
  public var tensor: Int
  /// Parts of a batch that are on their way at once.
  public var microBatches: Int

  /// Workers.
  public init(groups: Int = 1, tensor: Int = 1, microBatches: Int = 2) {
    self.groups = groups
    self.tensor = tensor
    self.microBatches = microBatches
  }

  /// How many accelerators they are.
  public var accelerators: Int { groups * tensor }

  /// Them by themselves, as a layout of the feed-forward layers.
  var layout: ParallelLayout { ParallelLayout(tensor: tensor, data: groups, expert: groups) }

  /// Refuses workers that the model's layers cannot be divided over, and pairs of settings of which nothing is said.
  ///
  /// - Throws: ``InputError`` saying what would be right.
  public func validate(for model: ModelShape, layout: ParallelLayout) throws(InputError) {
    for (name, count) in [("groups", groups), ("tensor", tensor)] where !(1...1024).contains(count) {
      throw InputError("'parallel.feed_forward.\(name)' is \(count), out of range", remedy: "1 to 1024")
    }
    guard (1...64).contains(microBatches) else {
      throw InputError("\(microBatches) micro-batches between attention and feed-forward layers", remedy: "1 to 64; 3 hide most exchanges")
    }
    guard model.denseLayers + model.expertLayers == model.layers, model.linearMixers.isEmpty, model.sharedBlocks == nil,
      model.otherLayerParameters == 0
    else {
      throw InputError(
        "not every layer of \(model.name) is an attention and a feed-forward, as 'parallel.feed_forward' needs it",
        remedy: "leave 'parallel.feed_forward' out")
    }
    let experts = model.mixtureOfExperts?.experts ?? .max
    if groups > experts {
      throw InputError("\(groups) groups of feed-forward workers for \(experts) experts of \(model.name)", remedy: "at most \(experts)")
    }
    try ContextParallel.refuse(
      beside: "parallel.feed_forward",
      [
        ("parallel.pipeline", layout.pipeline > 1), ("parallel.expert", layout.expert > 1),
        ("parallel.context", layout.context.groups > 1), ("parallel.decode_context", layout.context.decode > 1),
      ])
  }
}

extension ModelShape {
  /// What stays where attention is: everything but the feed-forward layers.
  var withoutFeedForwards: ModelShape {
    var shape = self
    shape.mixtureOfExperts?.denseLayers = layers
    shape.givenFeedForwards = []
    return shape
  }
}

extension DeploymentOptions {
  /// Refuses settings of which nobody has said what they do beside feed-forward workers.
  ///
  /// - Throws: ``InputError`` naming both.
  func checkFeedForwardWorkers() throws(InputError) {
    if layout.feedForward == nil { return }
    try ContextParallel.refuse(
      beside: "parallel.feed_forward",
      [
        ("offload.weights", offload?.bytes ?? 0 > 0), ("experts.resident", residentExperts != nil), ("speculation", draft != nil),
        ("step_times", stepTimes != nil), ("costs.overlap_threshold", roofline.overlapThresholdTokens != nil),
        ("costs.overlap_table", !roofline.overlapTable.isEmpty),
      ])
  }
}

extension MemoryPlan {
  /// Bytes of weights on each feed-forward worker; 0 where there are none.
  ///
  /// - Throws: ``InputError`` where they do not fit.
  static func feedForwardBytes(of model: ModelShape, on accelerator: Accelerator, options: DeploymentOptions) throws(InputError) -> Int {
    guard let workers = options.layout.feedForward else { return 0 }
    let format = options.weightFormat ?? model.nativeFormat
    let weights = feedForwardBytes(of: model, format: format, workers: workers, redundantExperts: options.experts.redundantExperts)
    let kept = options.engine?.memory ?? EngineMemory()
    var own = options
    own.layout = workers.layout
    own.maximumSequences = 1
    let needed =
      weights + kept.activationBytes(of: model, options: own, accelerator: accelerator)
      + kept.engineBytes(of: model, format: format, options: own)
    let most = usable(accelerator.memoryBytes.value, options.memoryFraction)
    guard needed <= most else {
      func text(_ bytes: Int) -> String { "\((Double(bytes) / 1e8).rounded() / 10) GB" }
      let count = workers.accelerators
      throw InputError(
        "the feed-forward layers of \(model.name) in \(format.rawValue) do not fit \(count) \(accelerator.id): "
          + "each needs \(text(needed)), and \(text(most)) are to be used",
        remedy: "more 'parallel.feed_forward.groups', or a larger 'tensor'")
    }
    return weights
  }

  /// Bytes of weights on a feed-forward worker: its part of the routed experts, and of the dense and shared layers that its group has.
  static func feedForwardBytes(of model: ModelShape, format: NumberFormat, workers: FeedForwardWorkers, redundantExperts: Int) -> Int {
    func bytes(_ part: WeightPart) -> Double { Double(model.format(of: part, weights: format).bytes(for: model.parameters(of: part))) }
    let experts = Double(model.mixtureOfExperts?.experts ?? 1)
    let routed = bytes(.routedExperts) * (experts + Double(redundantExperts)) / experts / Double(workers.groups)
    return Int(((routed + bytes(.denseFeedForward) + bytes(.sharedExperts)) / Double(workers.tensor)).rounded(.up))
  }
}
