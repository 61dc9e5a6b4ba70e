import Hardware
import Kernel
import Record

extension ReplicaConfiguration {
  /// What an engine's decode steps give where they verify drafts; empty where they do not.
  func speculativeSteps(seed: UInt64, takesBlocks: Bool) -> Box<SpeculativeSteps> {
    guard let speculation else { return .empty }
    return Box(SpeculativeSteps(speculation, seed: seed, blockTokens: blockTokens, takesBlocks: takesBlocks))
  }

  /// Refuses speculation beside what it has no rule for, under a policy.
  ///
  /// - Throws: ``InputError`` naming the other setting. Parameters that do not fit are told when the engine is made.
  public func checkSpeculation(under type: any Scheduler.Type) throws(InputError) {
    if speculation == nil { return }
    guard let policy = policyEffects(of: type) else { return }
    try checkSpeculation(reserves: policy.reserves, sharesReads: policy.sharesReads)
  }

  /// Refuses speculation beside what it has no rule for.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  func checkSpeculation(reserves: Bool, sharesReads: Bool) throws(InputError) {
    guard let speculation else { return }
    try speculation.check(blockTokens: blockTokens)
    func refuse(_ what: String, _ remedy: String) throws(InputError) { throw InputError("speculation \(what)", remedy: remedy) }
    if reserves {
      try refuse("under a policy that sets KV aside by length", "another scheduler")
    }
    if sharesReads { try refuse("beside attention that reads shared prefixes once", "shared_prefix_attention: off, or another scheduler") }
    if microBatches > 1 { try refuse("with \(microBatches) micro-batches in a pipeline", "parallel.micro_batches: 1") }
    let caps = costModel.readCaps
    if (1...3).contains(where: { caps[$0] != .max }) || !kvLayout.isPlain {
      try refuse("on a model whose layers read or keep parts of the context", "a model that keeps and reads everything")
    }
  }
}
