import Kernel
import Model

/// Costs of prefill attention by chunk tokens and context, as integers on a grid that grows by octaves, straight between.
struct ChunkGrid: Sendable {
  private static let tokenLadder = LogLadder(bits: 3)
  private static let contextLadder = LogLadder(bits: 2)

  private let rows: Int
  private let columns: Int
  private let costs: [ChunkCost]

  /// A grid through `evaluate(tokens, context)`, made monotone in time, for chunks of up to `tokens` after up to `context`.
  init(tokens: Int, context: Int, seconds: (Int, Int) -> Double, nanojoules: (Int, Int) -> Int64) {
    // One rung more than is asked for, so that the limits themselves lie inside.
    let chunks = Array(Self.tokenLadder.values(to: tokens + 1).dropFirst())
    let contexts = Self.contextLadder.values(to: context + 1)
    rows = chunks.count
    columns = contexts.count
    let grid = MonotoneGrid(first: chunks.map(Double.init), second: contexts.map(Double.init)) { seconds(Int($0), Int($1)) }
    var costs: [ChunkCost] = []
    costs.reserveCapacity(rows * columns)
    for (row, chunk) in chunks.enumerated() {
      for (column, context) in contexts.enumerated() {
        // An hour at most, so that shares of differences fit 64 bits.
        let time = RooflineRates.duration(min(grid.seconds[row * columns + column], 3600))
        costs.append(ChunkCost(time: time, energyNanojoules: min(nanojoules(chunk, context), 1_000_000_000_000_000)))
      }
    }
    self.costs = costs
  }

  /// The cost of a chunk. Beyond the grid time and energy grow in proportion to what lies beyond.
  @inline(__always) func cost(tokens: Int, context: Int) -> ChunkCost {
    guard tokens > 0 else { return .zero }
    let (rung, share) = Self.tokenLadder.place(tokens)
    let (column, part) = Self.contextLadder.place(context)
    guard rung < rows, column + 1 < columns else { return beyond(tokens: tokens, context: context) }
    let place = (rung - 1) * columns + column
    let low = Self.blend(costs[place], costs[place + 1], part)
    return share == 0 ? low : Self.blend(low, Self.blend(costs[place + columns], costs[place + columns + 1], part), share)
  }

  /// The cost at the grid's edge, scaled by the query-key pairs of the chunk.
  private func beyond(tokens: Int, context: Int) -> ChunkCost {
    let last = (tokens: Self.tokenLadder.value(rows - 1), context: Self.contextLadder.value(columns - 2))
    let near = (tokens: min(tokens, last.tokens), context: min(context, last.context))
    if near == (tokens, context) { return .zero }
    let edge = cost(tokens: near.tokens, context: near.context)
    let ratio =
      ModelShape.prefillPairs(tokens: tokens, context: context) / ModelShape.prefillPairs(tokens: near.tokens, context: near.context)
    return ChunkCost(
      time: RooflineRates.duration(edge.time.seconds * ratio),
      energyNanojoules: RooflineRates.nanojoules(Double(edge.energyNanojoules) * ratio / 1e9))
  }

  @inline(__always) private static func blend(_ low: ChunkCost, _ high: ChunkCost, _ share: Int64) -> ChunkCost {
    let time = low.time.picoseconds + ((high.time.picoseconds - low.time.picoseconds) * share) >> 10
    let energy = low.energyNanojoules + ((high.energyNanojoules - low.energyNanojoules) * share) >> 10
    return ChunkCost(time: Duration(picoseconds: time), energyNanojoules: energy)
  }
}
