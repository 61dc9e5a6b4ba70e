import Serving

/// Lower tiers and worth of blocks in the reference's plainest form: lists of whole texts.
extension ReferenceSimulator {
  /// Blocks found below the accelerators.
  struct Below {
    var host = 0, remote = 0
    var blocks: Int { host + remote }
  }

  private var tiers: PrefixRules { rules.engine.prefixes }
  var parts: Int { rules.promptBlockTokens / rules.blockTokens }
  func text(_ entry: Entry, upTo identity: Int) -> [UInt64] {
    Self.maker(entry) + entry.identities[...identity]
  }

  /// What computing anew the identity takes that a block is part of, with all before it at hand.
  func price(_ entry: Entry, _ place: Int) -> Int64 {
    let named = blocksOfLoad(entry)
    let start = place < named ? place / parts * parts : named + (place - named) / parts * parts
    return waiting(
      rules.base + rules.perToken * Int64(rules.promptBlockTokens) + rules.perCached * Int64(start * rules.blockTokens))
  }

  func lookBelow(_ index: Int, _ entry: Entry, first: Int, limit: Int, _ now: Int64) -> Below {
    var (below, block) = (Below(), first)
    while block < min(limit, blocksOfLoad(entry)) {
      let text = text(entry, upTo: block / parts)
      if machines[index].host.contains(text) { below.host += 1 } else if remote.contains(text) { below.remote += 1 } else { break }
      block += 1
    }
    let tokens = Int64(below.blocks * rules.blockTokens)
    let recomputing = waiting(rules.base + rules.perToken * tokens + rules.perCached * Int64(first * rules.blockTokens))
    return tiers.loading == .always || loaded(index, below, now) - now < recomputing ? below : Below()
  }

  /// When the links could have brought it.
  private func loaded(_ index: Int, _ below: Below, _ now: Int64) -> Int64 {
    var end = now
    if below.host > 0 { end = max(end, max(now, machines[index].hostLinkFree) + hostTime(below.host)) }
    if below.remote > 0 { end = max(end, max(now, machines[index].remoteLinkFree) + remoteTime(below.remote)) }
    return end
  }

  private func hostTime(_ blocks: Int) -> Int64 { (tiers.host?.timePerBlock.picoseconds ?? 0) * Int64(blocks) }
  private func remoteTime(_ blocks: Int) -> Int64 { (tiers.remote?.timePerBlock.picoseconds ?? 0) * Int64(blocks) }
  private var hostRoom: Int { (tiers.host?.blocks ?? 0) / parts }
  private var remoteRoom: Int { (tiers.remote?.blocks ?? 0) / parts }

  mutating func load(_ index: Int, _ entry: Entry, _ below: Below, first: Int, _ now: Int64) {
    machines[index].loadEnd = max(machines[index].loadEnd, loaded(index, below, now))
    if below.host > 0 { machines[index].hostLinkFree = max(now, machines[index].hostLinkFree) + hostTime(below.host) }
    if below.remote > 0 { machines[index].remoteLinkFree = max(now, machines[index].remoteLinkFree) + remoteTime(below.remote) }
    log.hostTokens += below.host * rules.blockTokens
    log.remoteTokens += below.remote * rules.blockTokens
    let start = min(first, blocksOfLoad(entry))
    // Whole identities that were used: found on the accelerators, or in part and for the rest below.
    let used = below.blocks == 0 ? start / parts : (start + below.blocks + parts - 1) / parts
    for identity in 0..<used {
      let text = text(entry, upTo: identity)
      if touch(&machines[index].host, text) { continue }
      _ = touch(&remote, text)
      if identity >= start / parts && hostRoom > 0 { keep(index, text, now) }
    }
  }

  /// Identities that a chunk has made whole are written through.
  mutating func store(_ index: Int, _ entry: Entry, _ tokens: Int, _ now: Int64) {
    guard rules.engine.prefixCaching, tiers.host != nil || tiers.remote != nil else { return }
    for identity in 0..<(blocksOfLoad(entry) / parts) {
      let end = (identity + 1) * rules.promptBlockTokens
      guard end > entry.computed - tokens, end <= entry.computed else { continue }
      let text = text(entry, upTo: identity)
      if hostRoom == 0 {
        sink(index, text, now)
      } else if !touch(&machines[index].host, text) {
        machines[index].hostLinkFree = max(now, machines[index].hostLinkFree) + hostTime(parts)
        keep(index, text, now)
      }
    }
  }

  private mutating func keep(_ index: Int, _ text: [UInt64], _ now: Int64) {
    if machines[index].host.count == hostRoom { sink(index, machines[index].host.removeFirst(), now) }
    machines[index].host.append(text)
  }

  private mutating func sink(_ index: Int, _ text: [UInt64], _ now: Int64) {
    if tiers.remote == nil || touch(&remote, text) { return }
    machines[index].remoteLinkFree = max(now, machines[index].remoteLinkFree) + remoteTime(parts)
    if remote.count == remoteRoom { remote.removeFirst() }
    remote.append(text)
  }

  private func touch(_ texts: inout [[UInt64]], _ text: [UInt64]) -> Bool {
    guard let place = texts.firstIndex(of: text) else { return false }
    texts.append(texts.remove(at: place))
    return true
  }

  /// How much longer an iteration takes whose load is done so long after its start.
  mutating func wait(_ load: Int64, compute: Int64) -> Int64 {
    if load <= 0 { return 0 }
    var delay = load
    if let layers = tiers.overlappedLayers {
      // The first layer's load, then each layer's load beside the computing of the one before it.
      delay = (load + Int64(layers) - 1) / Int64(layers) + max(load, compute) - compute
    }
    log.loading += delay
    return delay
  }
}
