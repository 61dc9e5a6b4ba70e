import Kernel

/// Iterations whose tokens groups of accelerators divide evenly among them, each as the model of one group has it.
///
/// A prompt's attention is divided with it, and decodes read the part of their KV that each group holds. Energy is that of the work, of
/// all groups.
final class ContextCostModel: ExplainingCostModel {
  private let group: any ExplainingCostModel
  private let exchange: ContextExchange
  private let operation: String
  private var members: Int { exchange.members }

  init(_ group: any ExplainingCostModel, exchange: ContextExchange, operation: String) {
    self.group = group
    self.exchange = exchange
    self.operation = operation
  }

  var readCaps: GroupValues<Int> { group.readCaps }
  var readsContextLead: Bool { group.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    var cost = group.chunkCost(tokens: tokens, contextTokens: contextTokens)
    if cost != .zero {
      cost.time = RooflineRates.duration(exchange.seconds(ofChunk: cost.time.seconds, tokens: tokens, context: contextTokens))
    }
    return cost
  }

  private func exchangeTime(_ shape: BatchShape) -> Duration {
    RooflineRates.duration(exchange.seconds(ofIteration: shape.tokens, decodes: shape.decodeRows))
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let part = shape.divided(over: members)
    let here = group.iterationCost(of: part, chunks: ChunkCost(time: chunks.time, energyNanojoules: 0))
    var time = here.time.over(members, context: shape.decodeContext)
    time.base += exchangeTime(shape).picoseconds
    // What a group draws for a token of its part, all draw for a token of the whole.
    var energy = here.energy.over(1, context: shape.decodeContext)
    energy.base = energy.base * Int64(members) + chunks.energyNanojoules
    energy.limit = here.energy.over(members, context: shape.decodeContext).limit
    return StepLine(time: time, energy: energy)
  }

  var coverage: [OperatorCoverage] {
    group.coverage + [OperatorCoverage(part: .contextExchange, operation: operation, basis: .roofline)]
  }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    var parts = BreakdownList()
    for part in group.breakdown(of: shape.divided(over: members), chunks: ChunkCost(time: chunks.time, energyNanojoules: 0)) {
      let energy = part.energyNanojoules * Int64(members)
      parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: energy), part.limit)
    }
    parts.add(.prefillAttention, ChunkCost(time: .zero, energyNanojoules: chunks.energyNanojoules), .compute)
    parts.add(.contextExchange, ChunkCost(time: exchangeTime(shape), energyNanojoules: 0), .link)
    // Parts of contexts are rounded up, which their lines are not.
    let total = iterationCost(of: shape, chunks: chunks).cost(of: shape.decodeContext)
    parts.add(
      .decodeAttention,
      ChunkCost(time: total.time - parts.time, energyNanojoules: total.energyNanojoules - parts.energyNanojoules), .memory)
    return parts.ordered
  }
}
