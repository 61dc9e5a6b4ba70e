import Hardware

/// What the replicas of a cluster have in common of their prompts: how large the load's blocks are, who holds which, and the
/// remote pools. Owned by the simulation.
struct PrefixSharing: BitwiseCopyable {
  /// Whether any replica shares prompts.
  let areCached: Bool
  /// Tokens in a block of the load; zero where the load tells nothing of its prompts.
  let promptBlockTokens: Int
  /// The prompt at hand.
  let chain: UnsafeMutablePointer<PromptIdentities>
  /// Who holds what, where the router asks for it.
  let index: UnsafeMutablePointer<PrefixIndex>?
  /// A remote store for each pool that has one.
  private let stores: UnsafeMutablePointer<TierStore>?
  private let storeCount: Int

  init(_ cluster: ClusterConfiguration, promptBlockTokens: Int?, keepsIndex: Bool, owners: [Int32]) {
    areCached = cluster.pools.contains { $0.replicas > 0 && $0.replica.rules.prefixCaching }
    self.promptBlockTokens = promptBlockTokens ?? 0
    chain = .allocate(capacity: 1)
    chain.initialize(to: PromptIdentities())
    index = areCached && keepsIndex ? .allocate(capacity: 1) : nil
    index?.initialize(to: PrefixIndex(owners: owners))
    let hasRemote = cluster.pools.contains { $0.replica.rules.prefixes.remote != nil }
    storeCount = hasRemote ? cluster.pools.count : 0
    stores = hasRemote ? .allocate(capacity: storeCount) : nil
    for (number, pool) in cluster.pools.enumerated() where hasRemote {
      let parts = Self.partsOfIdentity(pool.replica, promptBlockTokens)
      (stores! + number).initialize(to: TierStore(capacity: (pool.replica.rules.prefixes.remote?.blocks ?? 0) / parts))
    }
  }

  func deallocate() {
    chain.deinitialize(count: 1)
    chain.deallocate()
    index?.deinitialize(count: 1)
    index?.deallocate()
    stores?.deinitialize(count: storeCount)
    stores?.deallocate()
  }

  private static func partsOfIdentity(_ configuration: ReplicaConfiguration, _ promptBlockTokens: Int?) -> Int {
    max(1, (promptBlockTokens ?? configuration.blockTokens) / max(1, configuration.blockTokens))
  }

  private func partsOfIdentity(_ configuration: ReplicaConfiguration) -> Int {
    Self.partsOfIdentity(configuration, promptBlockTokens == 0 ? nil : promptBlockTokens)
  }

  /// The cache of a replica of this kind, or nil where it shares no prompts. It belongs to the replica.
  func cache(of configuration: ReplicaConfiguration, lane: Int) -> UnsafeMutablePointer<PrefixCache>? {
    if !configuration.rules.prefixCaching { return nil }
    let cache = UnsafeMutablePointer<PrefixCache>.allocate(capacity: 1)
    let parts = partsOfIdentity(configuration)
    cache.initialize(
      to: PrefixCache(
        totalBlocks: configuration.kvBlocks, partsOfIdentity: parts,
        eviction: EvictionWorth(
          configuration.rules.prefixes.eviction, configuration.costModel, blockTokens: configuration.blockTokens, partsOfIdentity: parts),
        index: index, lane: lane))
    return cache
  }

  /// The tiers below a replica of pool `pool`, or nil where it has none. They belong to the
  /// replica.
  func tiers(of configuration: ReplicaConfiguration, pool: Int) -> UnsafeMutablePointer<PrefixTiers>? {
    let rules = configuration.rules.prefixes
    if rules.host == nil && rules.remote == nil { return nil }
    let tiers = UnsafeMutablePointer<PrefixTiers>.allocate(capacity: 1)
    tiers.initialize(
      to: PrefixTiers(
        rules, partsOfIdentity: partsOfIdentity(configuration), remote: rules.remote == nil ? nil : stores.map { $0 + pool }))
    return tiers
  }

  /// What does not add up in the remote pools, or nil.
  var fault: String? {
    for number in 0..<storeCount {
      if let fault = stores![number].fault { return fault }
    }
    return nil
  }
}
