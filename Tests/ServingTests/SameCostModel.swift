import Hardware
import Kernel

/// A cost model that several stages of a pipeline share: a class, so that they can be seen to be the same.
final class SameCostModel: CostModel {
  private let cost: any CostModel

  init(cost: any CostModel) { self.cost = cost }

  var readCaps: GroupValues<Int> { cost.readCaps }
  var readsContextLead: Bool { cost.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { cost.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    cost.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine { cost.iterationCost(of: shape, chunks: chunks) }
}
