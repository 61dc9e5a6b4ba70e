import Kernel
import Model

/// Iterations whose attention and feed-forward layers run on accelerators apart, between which micro-batches go to and fro.
///
/// A batch is divided evenly into micro-batches, contexts and chunks with it. The whole batch is embedded before them, and sampled when all
/// are back, where attention is. Energy is that of the work, of all accelerators.
final class DividedLayersCostModel: ExplainingCostModel {
  /// Attention and all else that stays there: of the layers alone, and with what stands before and behind them.
  private let layers: any ExplainingCostModel
  private let whole: any ExplainingCostModel
  private let feedForward: FeedForwardCost
  private let way: PingPong
  private let host: HostTimes
  private let ranks: DataParallelRanks

  /// `attention` makes the cost of a setting, of a stage of it where one is given.
  init(
    _ setting: DeploymentSetting, workers: FeedForwardWorkers,
    attention: (DeploymentSetting, PipelineStage?) -> any ExplainingCostModel
  ) {
    var own = setting
    own.model = setting.model.withoutFeedForwards
    own.options.layout.feedForward = nil
    own.options.experts = ExpertPlacement()
    // Launches are of every micro-batch; all else that the host does is once a step.
    var rules = setting.options.hostRules
    rules.eagerSecondsPerLayer *= Double(workers.microBatches)
    rules.exposedLaunchSecondsPerLayer *= Double(workers.microBatches)
    host = HostTimes(rules, layers: setting.model.layers)
    own.options.leaveOutHost()
    own.options.engine?.eagerSecondsPerLayer = 0
    own.options.engine?.exposedLaunchSecondsPerLayer = 0
    let middle = PipelineStage(layers: 0..<setting.model.layers, isFirst: false, isLast: false)
    layers = attention(own, middle)
    whole = attention(own, nil)
    ranks = DataParallelRanks(count: setting.options.layout.data)
    let tokens = min(16_384, max(1, setting.options.maximumBatchedTokens) + max(1, setting.options.maximumSequences))
    feedForward = FeedForwardCost(setting, workers: workers, tabulatedTokens: tokens / workers.microBatches + 1)
    way = PingPong(layers: setting.model.layers, microBatches: workers.microBatches)
  }

  var readCaps: GroupValues<Int> { layers.readCaps }
  var readsContextLead: Bool { layers.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { layers.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  /// The micro-batches that a batch is divided into: no more than there are tokens for.
  private func count(_ shape: BatchShape) -> Int {
    let tokens = max(1, shape.tokens)
    let each = (tokens + way.microBatches - 1) / way.microBatches
    return (tokens + each - 1) / each
  }

  /// What a batch takes before and behind its layers.
  private func ends(of shape: BatchShape) -> ChunkCost {
    let (all, part) = (whole.iterationCost(of: shape, chunks: .zero), layers.iterationCost(of: shape, chunks: .zero))
    return ChunkCost(
      time: Duration(picoseconds: all.time.base - part.time.base), energyNanojoules: all.energy.base - part.energy.base)
  }

  /// A batch between its ends.
  private struct Between {
    /// Micro-batches, and one of them.
    var count: Int
    var part: BatchShape
    var chunks: ChunkCost
    /// Attention of one, over the contexts of all.
    var attention: StepLine
    var visit: FeedForwardCost.Visit
    /// All of them.
    var time: ContextLine
  }

  private func between(_ shape: BatchShape, chunks: ChunkCost) -> Between {
    let count = count(shape)
    let part = shape.divided(over: count)
    let own = ChunkCost(time: Duration(picoseconds: chunks.time.picoseconds / Int64(count)), energyNanojoules: 0)
    let here = layers.iterationCost(of: part, chunks: own)
    let attention = StepLine(
      time: here.time.over(count, context: shape.decodeContext), energy: here.energy.over(1, context: shape.decodeContext))
    let visit = feedForward.visit(tokens: part.tokens)
    let way = PingPong(layers: way.layers, microBatches: count)
    let time = way.time(attention: attention.time, others: visit.stations, context: shape.decodeContext)
    return Between(count: count, part: part, chunks: own, attention: attention, visit: visit, time: time)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let (between, ends) = (between(shape, chunks: chunks), ends(of: shape))
    var time = between.time
    time.base += ends.time.picoseconds
    var energy = between.attention.energy
    energy.base =
      (energy.base + between.visit.work.energyNanojoules) * Int64(between.count) + chunks.energyNanojoules + ends.energyNanojoules
    energy.limit = time.limit
    return StepLine(time: host.applied(to: time, shape: shape, ranks), energy: energy)
  }

  var coverage: [OperatorCoverage] { whole.coverage + feedForward.coverage }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    var parts = BreakdownList()
    let between = between(shape, chunks: chunks)
    for part in layers.breakdown(of: between.part, chunks: between.chunks) {
      let cost = ChunkCost(time: part.time * between.count, energyNanojoules: part.energyNanojoules * Int64(between.count))
      parts.add(part.part, cost, part.limit)
    }
    parts.add(.prefillAttention, ChunkCost(time: .zero, energyNanojoules: chunks.energyNanojoules), .compute)
    let inLayers = layers.breakdown(of: shape, chunks: .zero)
    for part in whole.breakdown(of: shape, chunks: .zero) {
      let less = inLayers.first { $0.part == part.part }
      let cost = ChunkCost(
        time: part.time - (less?.time ?? .zero), energyNanojoules: part.energyNanojoules - (less?.energyNanojoules ?? 0))
      parts.add(part.part, cost, part.limit)
    }
    let busy = Duration(picoseconds: between.time.value(at: shape.decodeContext)) + ends(of: shape).time
    parts.add(.host, ChunkCost(time: host.waiting(for: shape, busy: busy, ranks), energyNanojoules: 0), .host)
    // What of the way attention does not fill, and what parts of contexts are rounded by.
    let total = iterationCost(of: shape, chunks: chunks).cost(of: shape.decodeContext)
    let visit = between.visit
    parts.add(
      .feedForwardWait,
      ChunkCost(time: total.time - parts.time, energyNanojoules: total.energyNanojoules - parts.energyNanojoules),
      max(visit.there, visit.back) > visit.work.time ? .link : visit.limit)
    return parts.ordered
  }
}

extension DeploymentOptions {
  /// The engine's rules with the host times that its cost model would go by.
  var hostRules: EngineCostRules {
    if let engine { return engine }
    var rules = EngineCostRules()
    if profile == nil && sampling == .greedy {
      rules.hostSecondsPerIteration = roofline.hostSecondsPerIteration
      rules.hostSecondsPerSequence = roofline.hostSecondsPerSequence
    }
    return rules
  }

  /// Takes the host's times out of what cost models are made of.
  mutating func leaveOutHost() {
    roofline.hostSecondsPerIteration = 0
    roofline.hostSecondsPerSequence = 0
    if engine == nil && (profile != nil || sampling != .greedy) { engine = EngineCostRules() }
    engine?.hostSecondsPerIteration = 0
    engine?.hostSecondsPerSequence = 0
    engine?.exposedSecondsPerIteration = 0
  }
}
