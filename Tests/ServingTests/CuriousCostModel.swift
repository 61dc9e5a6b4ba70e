import Hardware
import Kernel

/// A line that also charges for unequal contexts and for cached ones, so that a run shows whether they are told right, and that waits for
/// weights from a host: no iteration is shorter than `least`, and each is longer by `exposed`.
struct CuriousCostModel: CostModel {
  let line: LinearCostModel
  let perLead: Duration
  let perCached: Duration
  let least: Duration
  let exposed: Duration
  /// For each adapter of the batch and each of its ranks, and for each row with one and each rank of that.
  var perAdapter = Duration.zero, perAdapterRow = Duration.zero
  /// For each image that is encoded, which draws two nanojoules.
  var perImage = Duration.zero

  var readCaps: GroupValues<Int> { line.readCaps }
  var readsContextLead: Bool { true }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    ChunkCost(time: perCached * contextTokens, energyNanojoules: 0)
  }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    line.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var cost = line.iterationCost(of: shape, chunks: chunks)
    cost.time.base += (perLead * shape.decodeContextLead).picoseconds
    let work = shape.adapterWork
    cost.time.base += (perAdapter * Int(work.adapters + work.ranks) + perAdapterRow * (work.rows + work.rankRows)).picoseconds
    cost.time.base += (perImage * Int(shape.encodedImages)).picoseconds
    cost.energy.base += 2 * Int64(shape.encodedImages)
    cost = cost.floor(at: least, context: shape.decodeContext)
    cost.time.base += exposed.picoseconds
    return cost
  }
}
