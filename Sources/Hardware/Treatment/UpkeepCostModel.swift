import Kernel
import Model

/// Iterations that spend time on every token that is kept of the sequences that decode, on scores that say which to keep or numbers that
/// kernels unpack, and on selecting what is read. It comes on top of reading, at the active draw.
final class UpkeepCostModel: ExplainingCostModel {
  private let inner: any ExplainingCostModel
  private let upkeep: StepLine

  /// `inner` with so many seconds a kept token, all layers together, and `selecting` in every step. Groups that read a part of what they
  /// keep count by all of it.
  init(_ inner: any ExplainingCostModel, seconds: Double, selecting: Double, groups: [AttentionGroup], rates: RooflineRates) {
    self.inner = inner
    let layers = groups.reduce(0) { $0 + ($1.attends ? $1.layers : 0) }
    var line = StepLine(
      time: ContextLine(base: RooflineRates.duration(selecting).picoseconds),
      energy: ContextLine(base: RooflineRates.nanojoules(selecting * rates.activeWatts)))
    for (index, group) in groups.enumerated() where group.attends && group.layers > 0 {
      let seconds = seconds * group.layers / layers
      let place = group.residentCap == .max ? 0 : index
      line.time.slopes[place] += RooflineRates.duration(seconds).picoseconds
      line.energy.slopes[place] += RooflineRates.nanojoules(seconds * rates.activeWatts)
    }
    upkeep = line
  }

  var readCaps: GroupValues<Int> { inner.readCaps }
  var readsContextLead: Bool { inner.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { inner.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    inner.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let line = inner.iterationCost(of: shape, chunks: chunks)
    return shape.decodeSequences > 0 ? line + upkeep : line
  }

  var coverage: [OperatorCoverage] {
    inner.coverage + [OperatorCoverage(part: .keyValueUpkeep, operation: "upkeep and selection of tokens", basis: .roofline)]
  }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    let parts = inner.breakdown(of: shape, chunks: chunks)
    let own = upkeep.cost(of: shape.decodeContext)
    if shape.decodeSequences == 0 || own == .zero { return parts }
    let added = BreakdownPart(part: .keyValueUpkeep, time: own.time, energyNanojoules: own.energyNanojoules, limit: .compute)
    return (parts + [added]).sorted { $0.part.order < $1.part.order }
  }
}
