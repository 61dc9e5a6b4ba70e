import Kernel

/// Iterations that encode images before their prompts pass through the model.
///
/// What the encoder adds depends on how many images there are and not on contexts, so that a step stays the line that it was.
final class EncoderCostModel: ExplainingCostModel {
  private let inner: any ExplainingCostModel
  private let plan: EncoderPlan

  init(_ inner: any ExplainingCostModel, plan: EncoderPlan) { (self.inner, self.plan) = (inner, plan) }

  var readCaps: GroupValues<Int> { inner.readCaps }
  var readsContextLead: Bool { inner.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { inner.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    inner.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = inner.iterationCost(of: shape, chunks: chunks)
    if shape.encodedImages > 0 { line += plan.cost(images: Int(shape.encodedImages)) }
    return line
  }

  var coverage: [OperatorCoverage] { inner.coverage + plan.coverage }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    let parts = inner.breakdown(of: shape, chunks: chunks)
    if shape.encodedImages == 0 { return parts }
    let cost = plan.cost(images: Int(shape.encodedImages))
    let added = BreakdownPart(part: .encoder, time: cost.time, energyNanojoules: cost.energyNanojoules, limit: plan.limit)
    return (parts + [added]).sorted { $0.part.order < $1.part.order }
  }
}

extension DeploymentSetting {
  /// `model`, before which images are encoded; itself where there is no encoder.
  func encoding(_ model: any ExplainingCostModel, _ plan: EncoderPlan?) -> any ExplainingCostModel {
    plan.map { EncoderCostModel(model, plan: $0) } ?? model
  }
}
