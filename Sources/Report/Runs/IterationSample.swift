import Hardware
import Scenario

/// Two iterations that stand for all of a pool's: where their time goes. Sequences that decode have different adapters as far as there are
/// slots.
package enum IterationSample {
  /// Sequences of the decode step.
  package static let batch = 32
  /// Tokens of each of their contexts.
  package static let context = 1000

  /// The parts of a decode step of so many sequences with so many tokens each, and all drafts that it may verify.
  package static func decode(
    _ deployed: Scenario.DeployedPool, batch: Int = batch, context: Int = context
  ) -> [BreakdownPart] {
    var shape = BatchShape()
    shape.addDecodes(
      batch, contextTokens: context, readCaps: deployed.deployment.costModel.readCaps,
      rowsEach: deployed.deployment.options.draft?.rowsEach ?? 1)
    if let adapters = deployed.deployment.adapters {
      shape.adapterWork = adapters.work(adapters: min(batch, adapters.adapters.slots), rows: batch, decodes: true)
    }
    return deployed.deployment.breakdown(of: shape)
  }

  /// Tokens drafted for each sequence of a step.
  package static func drafts(_ deployed: Scenario.DeployedPool) -> Int { deployed.deployment.options.draft?.tokens ?? 0 }

  /// What a step does for its sequences beside their own tokens, such as ` that verifies 3 drafted tokens of each`; empty where nothing is
  /// drafted.
  package static func draftText(_ deployed: Scenario.DeployedPool) -> String {
    guard let draft = deployed.deployment.options.draft, draft.tokens > 0 else { return "" }
    let tokens = "\(draft.tokens) drafted \(draft.tokens == 1 ? "token" : "tokens")"
    return draft.verifies ? ", which verifies \(tokens) of each" : ", which gives \(tokens) of each unverified"
  }

  /// The parts of a prefill, and its tokens; where images are encoded, one of them in it.
  package static func prefill(_ deployed: Scenario.DeployedPool) -> (tokens: Int, parts: [BreakdownPart]) {
    let tokens = min(deployed.maximumBatchedTokens, deployed.maximumModelTokens, 2048)
    var shape = BatchShape()
    shape.prefillChunks = 1
    shape.prefillTokens = tokens
    shape.sampledRows = 1
    if let adapters = deployed.deployment.adapters { shape.adapterWork = adapters.work(adapters: 1, rows: tokens, decodes: false) }
    if deployed.deployment.encoder != nil { shape.encodedImages = 1 }
    let chunk = deployed.deployment.costModel.chunkCost(tokens: tokens, contextTokens: 0)
    return (tokens, deployed.deployment.breakdown(of: shape, chunks: chunk))
  }
}
