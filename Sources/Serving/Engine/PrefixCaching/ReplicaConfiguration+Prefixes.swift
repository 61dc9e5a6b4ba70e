import Kernel
import Hardware

/// What an engine of this kind keeps of prompts.
extension ReplicaConfiguration {
  /// Blocks of the engine in one block of the load's.
  private func partsOfIdentity(_ promptBlockTokens: Int?) -> Int {
    max(1, (promptBlockTokens ?? blockTokens) / max(1, blockTokens))
  }

  /// The cache of an engine; empty where it shares no prompts.
  func prefixCache(engine: Int, promptBlockTokens: Int?, keepsIndex: Bool) -> Box<PrefixCache> {
    if !rules.prefixCaching { return .empty }
    let parts = partsOfIdentity(promptBlockTokens)
    return Box(
      PrefixCache(
        totalBlocks: kvBlocks, partsOfIdentity: parts,
        eviction: EvictionWorth(rules.prefixes.eviction, costModel, blockTokens: blockTokens, partsOfIdentity: parts),
        keepsIndex: keepsIndex, lane: engine))
  }

  /// The tiers below an engine of pool `pool`; empty where it has none.
  func prefixTiers(pool: Int, promptBlockTokens: Int?) -> Box<PrefixTiers> {
    if rules.prefixes.host == nil && rules.prefixes.remote == nil { return .empty }
    return Box(
      PrefixTiers(
        rules.prefixes, partsOfIdentity: partsOfIdentity(promptBlockTokens), remote: rules.prefixes.remote == nil ? nil : pool))
  }

  /// The store that all replicas of a pool share; one without room where there is none.
  func remoteStore(promptBlockTokens: Int?) -> TierStore {
    TierStore(capacity: (rules.prefixes.remote?.blocks ?? 0) / partsOfIdentity(promptBlockTokens))
  }
}
