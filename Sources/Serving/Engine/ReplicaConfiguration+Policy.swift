import Hardware
import Record

extension ReplicaConfiguration {
  /// What a policy does on such a replica that other settings may have no rule with: whether it sets KV aside by length, and whether
  /// shared prefixes are read once under it. Nil where its parameters do not fit, which is told when the engine is made.
  func policyEffects(of type: any Scheduler.Type) -> (reserves: Bool, sharesReads: Bool)? {
    let made = try? type.init(
      Parameters(type.parameters, given: schedulerParameters, policy: type.name),
      replica: ReplicaDescription(
        maximumSequences: maximumSequences, maximumBatchedTokens: maximumBatchedTokens ?? maximumModelTokens,
        maximumModelTokens: maximumModelTokens, kvBlocks: kvBlocks, blockTokens: blockTokens, kvLayout: kvLayout))
    guard let policy: any Scheduler = made else { return nil }
    let sharesReads = rules.sharedPrefixAttention != .off || policy.engineChanges.sharedPrefixAttention != .off
    return (policy.reservation != nil, sharesReads)
  }
}
