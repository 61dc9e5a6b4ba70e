import Hardware
import Kernel
import Model

extension ReplicaConfiguration {
  /// What an engine's decode steps give where they verify drafts; empty where they do not.
  func speculativeSteps(seed: UInt64) -> Box<SpeculativeSteps> {
    guard let speculation else { return .empty }
    return Box(SpeculativeSteps(speculation, seed: seed, blockTokens: blockTokens))
  }

  /// Refuses speculation beside what it has no rule for.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  func checkSpeculation(reserves: Bool, sharesReads: Bool) throws(InputError) {
    guard let speculation else { return }
    try speculation.check(blockTokens: blockTokens)
    func refuse(_ what: String, _ remedy: String) throws(InputError) { throw InputError("speculation \(what)", remedy: remedy) }
    if reserves {
      try refuse("under a policy or an engine that sets KV aside by length", "another scheduler, and no engine.capacity that reserves outputs")
    }
    if sharesReads { try refuse("beside attention that reads shared prefixes once", "shared_prefix_attention: off, or another scheduler") }
    if microBatches > 1 { try refuse("with \(microBatches) micro-batches in a pipeline", "parallel.micro_batches: 1") }
    let caps = costModel.readCaps
    if (1..<AttentionGroup.most).contains(where: { caps[$0] != .max }) || !kvLayout.isPlain {
      try refuse("on a model whose layers read or keep parts of the context", "a model that keeps and reads everything")
    }
  }
}
