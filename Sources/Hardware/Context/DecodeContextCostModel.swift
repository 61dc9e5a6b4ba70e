import Kernel
import Model

/// Decodes whose KV the accelerators of a tensor group divide among them, in place of copies: each reads its part of a context for the
/// heads of all that had a copy, and the parts are added up.
final class DecodeContextCostModel: ExplainingCostModel {
  private let whole: any ExplainingCostModel
  private let exchange: ContextExchange
  /// Of what a token of context takes, that which is not divided: looking through an index, which all hold.
  private let index: Int64
  /// What a token of context takes at least, by its arithmetic, which is not divided either: fewer tokens for as many more heads.
  private let arithmetic: GroupValues<Int64>
  private let operation: String
  private var members: Int { exchange.members }

  init(
    _ whole: any ExplainingCostModel, exchange: ContextExchange, index: Duration, arithmetic: GroupValues<Int64>, operation: String
  ) {
    self.whole = whole
    self.exchange = exchange
    self.index = index.picoseconds
    self.arithmetic = arithmetic
    self.operation = operation
  }

  var readCaps: GroupValues<Int> { whole.readCaps }
  var readsContextLead: Bool { whole.readsContextLead }

  /// A chunk needs the whole of its context, so that everyone is given all of it first.
  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    var cost = whole.chunkCost(tokens: tokens, contextTokens: contextTokens)
    if tokens > 0 { cost.time += RooflineRates.duration(exchange.contextSeconds(tokens: contextTokens)) }
    return cost
  }

  private func mergeTime(_ shape: BatchShape) -> Duration {
    shape.decodeRows > 0 ? RooflineRates.duration(exchange.mergeSeconds(rows: shape.decodeRows)) : .zero
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    if shape.decodeSequences == 0 { return whole.iterationCost(of: shape, chunks: chunks) }
    let here = whole.iterationCost(of: shape.contexts(over: members), chunks: chunks)
    var time = here.time.over(members, context: shape.decodeContext, own: GroupValues(whole: min(index, here.time.slopes.whole)))
    for group in 0..<AttentionGroup.most where time.slopes[group] > 0 {
      time.slopes[group] = min(here.time.slopes[group], max(time.slopes[group], arithmetic[group]))
    }
    time.base += mergeTime(shape).picoseconds
    return StepLine(time: time, energy: here.energy.over(members, context: shape.decodeContext))
  }

  var coverage: [OperatorCoverage] {
    whole.coverage + [OperatorCoverage(part: .contextExchange, operation: operation, basis: .roofline)]
  }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    if shape.decodeSequences == 0 { return whole.breakdown(of: shape, chunks: chunks) }
    var parts = BreakdownList()
    for part in whole.breakdown(of: shape.contexts(over: members), chunks: chunks) {
      parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: part.energyNanojoules), part.limit)
    }
    parts.add(.contextExchange, ChunkCost(time: mergeTime(shape), energyNanojoules: 0), .link)
    // What is not divided, and what parts of contexts are rounded by.
    let total = iterationCost(of: shape, chunks: chunks).cost(of: shape.decodeContext)
    parts.add(
      .decodeAttention,
      ChunkCost(time: total.time - parts.time, energyNanojoules: total.energyNanojoules - parts.energyNanojoules), .memory)
    return parts.ordered
  }
}
