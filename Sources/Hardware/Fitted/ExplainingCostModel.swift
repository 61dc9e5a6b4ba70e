/// A cost model that can say where an iteration's time goes and what its figures rest on.
public protocol ExplainingCostModel: CostModel {
  /// What the time of each operator rests on.
  var coverage: [OperatorCoverage] { get }

  /// Where the iteration's time goes: parts whose times and energies sum exactly to those of
  /// ``CostModel/iterationCost(of:chunks:)`` at the shape's own context. Parts that take nothing are left out.
  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart]
}
