import Kernel

/// Memory below the accelerators that keeps prompt blocks, and the way from there.
public struct PrefixTier: Hashable, Sendable {
  /// KV blocks of a replica that it holds.
  public var blocks: Int
  /// Time that a block of a replica, all its accelerators together, takes over the link.
  public var timePerBlock: Duration

  /// A tier.
  public init(blocks: Int, timePerBlock: Duration) {
    self.blocks = blocks
    self.timePerBlock = timePerBlock
  }
}

/// How prompt blocks are kept beyond what vLLM does by itself.
///
/// What is computed of a prompt is written through to the host's memory, whole blocks of the load at a time, as LMCache and
/// vLLM's offloading connector do; what falls out there goes to the remote pool, which the replicas of a pool share. Writing
/// costs no compute but keeps the link busy. A link carries one thing after another, on every replica for itself.
public struct PrefixRules: Hashable, Sendable {
  /// When blocks that a lower tier holds are loaded.
  public enum Loading: String, Hashable, Sendable, CaseIterable {
    /// Whenever there are any.
    case always
    /// Where the link, what it has to do before included, is faster than computing them anew (CacheBlend's controller
    /// compares the same two times).
    case whenFaster = "when_faster"
  }

  /// Which block on the accelerators is forgotten first.
  public var eviction: EvictionPolicy
  /// The memory of a replica's host.
  public var host: PrefixTier?
  /// A pool of memory that the replicas of a pool share, such as Mooncake's store or CloudMatrix384's; its blocks are counted
  /// once.
  public var remote: PrefixTier?
  /// When blocks are loaded.
  public var loading: Loading
  /// Layers over which loading overlaps with computing; nil where all is loaded before anything is computed.
  ///
  /// Layer i + 1 is loaded while layer i is computed, so that n equal layers take `max(load, compute)` and the first
  /// layer's load before it: `sum over layers of max(load_i, compute_i)` (CacheBlend, EuroSys 2025, section 5).
  public var overlappedLayers: Int?

  /// Rules; the defaults are those of vLLM: LRU, no lower tiers.
  public init(
    eviction: EvictionPolicy = .leastRecentlyUsed, host: PrefixTier? = nil, remote: PrefixTier? = nil, loading: Loading = .whenFaster,
    overlappedLayers: Int? = nil
  ) {
    self.eviction = eviction
    self.host = host
    self.remote = remote
    self.loading = loading
    self.overlappedLayers = overlappedLayers
  }

  /// Refuses what cannot be; `caches`: whether prompts are shared at all.
  func check(caches: Bool) throws {
    if !caches && (host != nil || remote != nil) {
      throw InputError("tiers below a prefix cache that there is not", remedy: "prefix_caching: true, or no prefix_tiers")
    }
    for (name, tier) in [("host", host), ("remote", remote)] {
      guard let tier else { continue }
      if tier.blocks < 1 { throw InputError("the \(name) tier holds no block", remedy: "a capacity of at least one block of the load") }
      if tier.timePerBlock.picoseconds < 1 || tier.timePerBlock > .seconds(1) {
        throw InputError("a block takes \(tier.timePerBlock.seconds) s over the \(name) tier's link", remedy: "above 0 and up to 1 s")
      }
    }
    if let overlappedLayers, overlappedLayers < 1 { throw InputError("\(overlappedLayers) layers overlap", remedy: "at least 1") }
  }
}
