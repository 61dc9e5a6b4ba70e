import Kernel
import Model

/// The roofline cost model.
public struct RooflineCostModel: CostModel {
  public let attentionWindowTokens: Int

  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { fatalError("under construction") }

  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> IterationCost { fatalError("under construction") }

  /// Where the iteration's time goes: parts whose sum is its time and energy exactly.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] { fatalError("under construction") }
}
