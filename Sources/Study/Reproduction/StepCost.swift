import Hardware
import Kernel
import Scenario

extension StepQuestion {
  /// The answer: what the iteration takes on a replica of the scenario's first pool, in milliseconds.
  ///
  /// - Throws: ``InputError`` where the model does not fit.
  public func milliseconds(on scenario: Scenario) throws -> Double {
    let deployment = try scenario.deployments()[0].deployment
    var cost = ChunkCost.zero
    for chunk in chunks {
      for _ in 0..<chunk.prompts { cost += deployment.costModel.chunkCost(tokens: chunk.tokens, contextTokens: chunk.contextTokens) }
    }
    let parts = deployment.breakdown(of: shape(on: deployment), chunks: cost)
    let time = parts.filter { part.includes($0.part) }.reduce(Duration.zero) { $0 + $1.time }
    return time.seconds * 1e3
  }

  /// The sums that the cost model goes by. Every chunk is taken to complete its prompt, as the steps of papers do; where drafts are
  /// verified, each sequence has all of them as rows beside its own.
  private func shape(on deployment: Deployment) -> BatchShape {
    var shape = BatchShape()
    shape.addDecodes(
      decodeSequences, contextTokens: decodeContextTokens, readCaps: deployment.costModel.readCaps,
      rowsEach: deployment.options.draft?.rowsEach ?? 1)
    shape.prefillChunks = chunks.reduce(0) { $0 + $1.prompts }
    shape.prefillTokens = chunks.reduce(0) { $0 + $1.prompts * $1.tokens }
    shape.sampledRows += shape.prefillChunks
    return shape
  }
}

extension StepQuestion.Part {
  private static let linear: Set<IterationPart> = [.queryKeyValue, .attentionOutput, .gateUp, .down, .router, .experts, .sharedExperts]
  private static let attention: Set<IterationPart> = [.prefillAttention, .decodeAttention, .attentionLaunch]

  /// Whether a part of the breakdown belongs to it.
  func includes(_ part: IterationPart) -> Bool {
    switch self {
    case .total: true
    case .linear: Self.linear.contains(part)
    case .attention: Self.attention.contains(part)
    case .linearAndAttention: Self.linear.contains(part) || Self.attention.contains(part)
    }
  }
}
