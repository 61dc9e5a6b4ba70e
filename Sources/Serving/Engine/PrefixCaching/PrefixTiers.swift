import Kernel

/// The tiers below the accelerators of one engine, and its links to them.
struct PrefixTiers: ~Copyable {
  /// Blocks that a look-up found in the tiers.
  struct Found: FeatureRow {
    var host: Int32 = 0
    var remote: Int32 = 0

    var blocks: Int { Int(host + remote) }
  }

  let rules: PrefixRules
  private let parts: Int
  private var host: TierStore
  /// The position of the pool's store among the remote ones; nil where there is none.
  private let remote: Int?
  private let hostTime: Duration
  private let remoteTime: Duration
  /// When each link has done what it was given so far.
  private var hostLinkFree = Instant.start
  private var remoteLinkFree = Instant.start

  /// Whether a link is busy beyond `now`, so that whether a load is worth its time may change with time alone.
  func isLoading(at now: Instant) -> Bool { max(hostLinkFree, remoteLinkFree) > now }

  /// Empty tiers; `remote` is the position of the store that the other engines of the pool share.
  init(_ rules: PrefixRules, partsOfIdentity: Int, remote: Int?) {
    self.rules = rules
    self.remote = remote
    parts = partsOfIdentity
    host = TierStore(capacity: (rules.host?.blocks ?? 0) / partsOfIdentity)
    hostTime = rules.host?.timePerBlock ?? .zero
    remoteTime = rules.remote?.timePerBlock ?? .zero
  }

  /// What the tiers hold of a prompt's blocks `first..<limit`, as far as there is no gap.
  func find(_ chain: Swift.Span<UInt64>, first: Int, limit: Int, _ remotes: borrowing Column<TierStore>) -> Found {
    var (found, block) = (Found(), first)
    let limit = min(limit, chain.count * parts)
    while block < limit {
      let number = block / parts
      let stop = min((number + 1) * parts, limit)
      if host.contains(chain[number]) {
        found.host += Int32(stop - block)
      } else if let remote, remotes[remote].contains(chain[number]) {
        found.remote += Int32(stop - block)
      } else {
        break
      }
      block = stop
    }
    return found
  }

  /// When what was found would be here if its loading were asked of the links now.
  func loaded(_ found: Found, now: Instant) -> Instant {
    var end = now
    if found.host > 0 { end = max(end, max(now, hostLinkFree) + hostTime * Int(found.host)) }
    if found.remote > 0 { end = max(end, max(now, remoteLinkFree) + remoteTime * Int(found.remote)) }
    return end
  }

  /// Has blocks loaded that were found behind the first `first` of a prompt. Returns when they are here.
  mutating func load(
    _ found: Found, _ chain: Swift.Span<UInt64>, first: Int, now: Instant, _ remotes: inout Column<TierStore>
  ) -> Instant {
    let end = loaded(found, now: now)
    if found.host > 0 { hostLinkFree = max(now, hostLinkFree) + hostTime * Int(found.host) }
    if found.remote > 0 { remoteLinkFree = max(now, remoteLinkFree) + remoteTime * Int(found.remote) }
    for number in 0..<(first / parts) where !host.touch(chain[number]) { _ = touchRemotely(chain[number], &remotes) }
    if found.blocks == 0 { return end }
    for number in (first / parts)..<((first + found.blocks + parts - 1) / parts) where !host.touch(chain[number]) {
      _ = touchRemotely(chain[number], &remotes)
      // What comes from the pool comes through the host's memory and stays there.
      if host.capacity > 0 { keep(chain[number], now: now, &remotes) }
    }
    return end
  }

  /// Writes an identity that has been computed through to the tiers, unless it is there.
  mutating func store(_ identity: UInt64, now: Instant, _ remotes: inout Column<TierStore>) {
    if host.capacity == 0 { return storeRemotely(identity, now: now, &remotes) }
    if host.touch(identity) { return }
    hostLinkFree = max(now, hostLinkFree) + hostTime * parts
    keep(identity, now: now, &remotes)
  }

  private mutating func keep(_ identity: UInt64, now: Instant, _ remotes: inout Column<TierStore>) {
    if let displaced = host.insert(identity) { storeRemotely(displaced, now: now, &remotes) }
  }

  private mutating func storeRemotely(_ identity: UInt64, now: Instant, _ remotes: inout Column<TierStore>) {
    guard let remote, !remotes[remote].touch(identity) else { return }
    remoteLinkFree = max(now, remoteLinkFree) + remoteTime * parts
    _ = remotes[remote].insert(identity)
  }

  /// Marks an identity as used now, if it is in the remote store. Returns whether it is.
  private func touchRemotely(_ identity: UInt64, _ remotes: inout Column<TierStore>) -> Bool {
    guard let remote else { return false }
    return remotes[remote].touch(identity)
  }

  /// How much longer an iteration takes that needs what is loaded `load` after its start and computes for `compute`.
  func delay(load: Duration, compute: Duration) -> Duration {
    if load <= .zero { return .zero }
    guard let layers = rules.overlappedLayers else { return load }
    let firstLayer = Duration(picoseconds: (load.picoseconds + Int64(layers) - 1) / Int64(layers))
    return max(load, compute) - compute + firstLayer
  }

  /// What does not add up in the host's memory, or nil.
  var fault: String? { host.fault }
}
