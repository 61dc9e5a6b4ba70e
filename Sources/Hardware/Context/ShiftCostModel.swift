import Kernel

/// Accelerators that divide the tokens of large iterations among them, and the layers of small ones (Shift Parallelism, Snowflake 2025,
/// arXiv 2509.16495): both hold KV by heads, so that an iteration can be either.
///
/// A chunk is priced before the iteration that it is in is known, by its own length: the arithmetic is the same in both layouts.
final class ShiftCostModel: ExplainingCostModel {
  private let small: any ExplainingCostModel
  private let large: any ExplainingCostModel
  private let threshold: Int

  /// `small` for iterations of fewer than `threshold` tokens.
  init(small: any ExplainingCostModel, large: any ExplainingCostModel, threshold: Int) {
    self.small = small
    self.large = large
    self.threshold = threshold
  }

  private func model(_ tokens: Int) -> any ExplainingCostModel { tokens < threshold ? small : large }

  var readCaps: GroupValues<Int> { large.readCaps }
  var readsContextLead: Bool { small.readsContextLead || large.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    model(tokens).chunkCost(tokens: tokens, contextTokens: contextTokens)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    model(shape.tokens).iterationCost(of: shape, chunks: chunks)
  }

  var coverage: [OperatorCoverage] { large.coverage + small.coverage.filter { !large.coverage.contains($0) } }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    model(shape.tokens).breakdown(of: shape, chunks: chunks)
  }
}
