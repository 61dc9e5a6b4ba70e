import Kernel

/// Iterations that wait for weights which are not in the accelerators' memory: those of another model, no shorter than what the link
/// takes beside them, and longer by what nothing hides.
///
/// What is waited for depends on the iteration's tokens alone, and stands in a table.
final class LoadingCostModel: ExplainingCostModel {
  private let inner: any ExplainingCostModel
  private let table: [WeightLoad]
  private let load: @Sendable (Int) -> WeightLoad
  private let part: IterationPart
  private let limit: BreakdownPart.Limit
  private let operation: String

  /// - Parameters:
  ///   - part: what the waiting is called in a breakdown, `limit` what holds it back, `operation` what it is in detail.
  ///   - tabulatedTokens: iterations of up to so many tokens are looked up; larger ones are worked out each time.
  ///   - load: what an iteration of so many tokens waits for.
  init(
    _ inner: any ExplainingCostModel, part: IterationPart, limit: BreakdownPart.Limit, operation: String, tabulatedTokens: Int,
    load: @escaping @Sendable (Int) -> WeightLoad
  ) {
    self.inner = inner
    self.part = part
    self.limit = limit
    self.operation = operation
    self.load = load
    table = [.none] + (1...max(1, tabulatedTokens)).map(load)
  }

  private func load(of shape: BatchShape) -> WeightLoad { shape.tokens < table.count ? table[shape.tokens] : load(shape.tokens) }

  var readCaps: GroupValues<Int> { inner.readCaps }
  var readsContextLead: Bool { inner.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { inner.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    inner.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let load = load(of: shape)
    var line = inner.iterationCost(of: shape, chunks: chunks)
    if load.hidden > .zero { line = line.floor(at: load.hidden, context: shape.decodeContext) }
    line += ChunkCost(time: load.exposed, energyNanojoules: load.energyNanojoules)
    return line
  }

  var coverage: [OperatorCoverage] { inner.coverage + [OperatorCoverage(part: part, operation: operation, basis: .roofline)] }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    let load = load(of: shape)
    let parts = inner.breakdown(of: shape, chunks: chunks)
    let busy = parts.reduce(Duration.zero) { $0 + $1.time }
    let waiting = ChunkCost(time: max(.zero, load.hidden - busy) + load.exposed, energyNanojoules: load.energyNanojoules)
    if waiting == .zero { return parts }
    let added = BreakdownPart(part: part, time: waiting.time, energyNanojoules: waiting.energyNanojoules, limit: limit)
    return (parts + [added]).sorted { $0.part.order < $1.part.order }
  }
}
