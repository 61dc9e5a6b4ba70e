import Kernel
import Model

/// Iterations in which prompts run the first layers whole, and of the others only what makes their keys and values.
///
/// The last token of every chunk runs all layers, as the one that completes a prompt must. Energy is that of the work.
final class PromptLayersCostModel: ExplainingCostModel {
  /// The layers that prompts run, with what stands before them, and the others with what stands behind.
  private let upper: any ExplainingCostModel
  private let lower: any ExplainingCostModel
  /// The products that make keys and values in the other layers, by rows, and beyond the table.
  private let keysAndValues: [ChunkCost]
  private let operators: [FittedOperator]
  private let made: [OperatorCoverage]
  private let rates: RooflineRates
  private let host: HostTimes
  private let ranks: DataParallelRanks

  /// `part` makes the cost of a stage of a setting.
  init(
    _ setting: DeploymentSetting, layers: PromptLayers, part: (DeploymentSetting, PipelineStage) -> any ExplainingCostModel
  ) {
    var own = setting
    own.options.promptLayers = nil
    host = HostTimes(setting.options.hostRules, layers: setting.model.layers)
    own.options.leaveOutHost()
    own.options.engine?.eagerSecondsPerLayer = 0
    own.options.engine?.exposedLaunchSecondsPerLayer = 0
    ranks = DataParallelRanks(count: setting.options.layout.data)
    rates = setting.rates
    own.model = layers.upper(setting.model)
    upper = part(own, PipelineStage(layers: 0..<layers.whole, isFirst: true, isLast: false))
    own.model = layers.lower(setting.model)
    let others = PipelineStage(layers: layers.whole..<setting.model.layers, isFirst: false, isLast: true)
    lower = part(own, others)
    let tokens = min(16_384, max(1, setting.options.maximumBatchedTokens))
    var list = FittedOperatorList(
      own, model: others.shape(of: own.model), engine: own.options.engine ?? EngineCostRules(), maximumTokens: tokens)
    let operators = list.fitted(own.operators(of: others).keysAndValues)
    (self.operators, made) = (operators, list.coverage)
    let rates = rates
    keysAndValues = (0...tokens).map { Self.cost(operators, rows: $0, rates) }
  }

  private static func cost(_ operators: [FittedOperator], rows: Int, _ rates: RooflineRates) -> ChunkCost {
    if rows == 0 { return .zero }
    var sum = ChunkCost.zero
    for one in operators { sum += one.cost(rows: rows, rates: rates).cost }
    return sum
  }

  var readCaps: GroupValues<Int> { upper.readCaps }
  var readsContextLead: Bool { upper.readsContextLead || lower.readsContextLead }

  /// Attention of the chunk in the layers that it runs, and of its last token in the others.
  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    guard tokens > 0 else { return .zero }
    var cost = upper.chunkCost(tokens: tokens, contextTokens: contextTokens)
    cost += lower.chunkCost(tokens: 1, contextTokens: contextTokens + tokens - 1)
    return cost
  }

  /// In both parts, where both gain.
  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    guard var cost = upper.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches),
      let other = lower.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
    else { return nil }
    cost += other
    return cost
  }

  /// What the other layers see of a batch: of each chunk its last token.
  private func behind(_ shape: BatchShape) -> BatchShape {
    var behind = shape
    behind.prefillTokens = shape.prefillChunks
    // What prefixes cost that are read once is counted with the layers before, for both.
    behind.sharedReads = .zero
    return behind
  }

  /// What makes keys and values of the tokens that end there.
  private func keysAndValues(_ shape: BatchShape) -> ChunkCost {
    let rows = max(0, shape.prefillTokens - shape.prefillChunks)
    return rows < keysAndValues.count ? keysAndValues[rows] : Self.cost(operators, rows: rows, rates)
  }

  /// The accelerators' part of an iteration.
  private func work(_ shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = upper.iterationCost(of: shape, chunks: chunks) + lower.iterationCost(of: behind(shape), chunks: .zero)
    line += keysAndValues(shape)
    return line
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = work(shape, chunks: chunks)
    line.time = host.applied(to: line.time, shape: shape, ranks)
    return line
  }

  var coverage: [OperatorCoverage] {
    (upper.coverage + lower.coverage + made).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    var parts = BreakdownList()
    for part in upper.breakdown(of: shape, chunks: chunks) + lower.breakdown(of: behind(shape), chunks: .zero) {
      parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: part.energyNanojoules), part.limit)
    }
    parts.add(.queryKeyValue, keysAndValues(shape), .compute)
    let busy = work(shape, chunks: chunks).time(of: shape.decodeContext)
    parts.add(.host, ChunkCost(time: host.waiting(for: shape, busy: busy, ranks), energyNanojoules: 0), .host)
    return parts.ordered
  }
}
