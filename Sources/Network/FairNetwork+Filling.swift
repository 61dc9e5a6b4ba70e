import Kernel

/// Progressive filling: of all links the one that has least for each of its flows is filled first, then the next with what
/// those flows leave, and so on.
///
/// What a link gives only grows while others fill, so the shares of the links come in ascending order. A change of some
/// links therefore leaves everything as it is that fills before the first of them does, before the change and after it.
extension FairNetwork {
  /// Gives the flows whose rate depends on the ``changed`` links the rates that are theirs now. `lowest` is a share
  /// before which nothing changes, where the links alone do not tell it: that of a flow which is gone.
  mutating func share(from lowest: LinkShare = .unlimited, now: Instant) {
    var lowest = lowest
    repeat {
      for position in changed.indices { lowest = min(lowest, firstChange(at: changed[position])) }
      reach(from: lowest)
      fill()
    } while contendWhereExceeded(now: now)
    changed.removeAll()
    for position in reachedGroups.indices { setShare(of: reachedGroups[position], now: now) }
    for position in reachedLinks.indices where mayStopContending(reachedLinks[position]) {
      stopContending(reachedLinks[position], now: now)
    }
    settleNextEnd(now: now)
  }

  /// The share at which a link began to limit flows before the change, or will if all that fills earlier stays as it was;
  /// the lesser of the two.
  private mutating func firstChange(at link: Int32) -> LinkShare {
    let (capacity, flows) = (links[link].capacity, links[link].flows)
    if flows == 0 { return .unlimited }
    var (first, share) = (LinkShare.unlimited, LinkShare(capacity / flows, of: link))
    while true {
      var (left, open) = (capacity, flows)
      var entry = groupChains.first(on: link)
      while entry >= 0 {
        let group = entry >> 2
        let its = groups[group].share
        if its.link == link { first = its }
        if its < share {
          left -= its.bytesPerSecond * groups[group].count
          open -= groups[group].count
        }
        entry = groupChains.next(after: entry)
      }
      if open == 0 { return first }
      let next = LinkShare(left / open, of: link)
      if next == share { return min(first, share) }
      share = next
    }
  }

  /// Finds the links and groups that a change may concern, if nothing changes below a share.
  private mutating func reach(from lowest: LinkShare) {
    round += 1
    reachedLinks.removeAll()
    reachedGroups.removeAll()
    for position in changed.indices { reach(changed[position]) }
    var position = 0
    while position < reachedLinks.count {
      let link = reachedLinks[position]
      position += 1
      var (left, open, highest) = (links[link].left, links[link].open, links[link].highest)
      var entry = groupChains.first(on: link)
      while entry >= 0 {
        let number = entry >> 2
        entry = groupChains.next(after: entry)
        let share = groups[number].share
        if share < lowest {
          left -= share.bytesPerSecond * groups[number].count
          highest = max(highest, share)
          continue
        }
        open += groups[number].count
        if groups[number].round == round { continue }
        groups[number].beginFilling(in: round)
        reachedGroups.append(number)
        let path = groups[number].links
        for hop in 0..<4 where path[hop] >= 0 { reach(path[hop]) }
      }
      (links[link].left, links[link].open, links[link].highest) = (left, open, highest)
    }
  }

  private mutating func reach(_ link: Int32) {
    if links[link].round == round { return }
    links[link].beginFilling(in: round)
    reachedLinks.append(link)
  }

  /// Finds the new shares of the groups reached.
  private mutating func fill() {
    filling.removeAll()
    for position in reachedLinks.indices {
      let link = reachedLinks[position]
      if links[link].open > 0 { filling.append(LinkShare(links[link].left / links[link].open, of: link)) }
    }
    // From the last parent up, so that below each one all is in order (Floyd, "Algorithm 245: Treesort 3", 1964).
    for place in stride(from: filling.count / 2 - 1, through: 0, by: -1) {
      filling.siftDown(filling[place], from: place, precedes: <)
    }
    var open = reachedGroups.count
    while open > 0, !filling.isEmpty {
      let known = filling[0]
      if links[known.link].open > 0 {
        // Known as of some time ago, and no less since.
        let share = LinkShare(links[known.link].left / links[known.link].open, of: known.link)
        if share > known {
          filling.siftDown(share, from: 0, precedes: <)
          continue
        }
        links[known.link].isBottleneck = true
        open -= freeze(known.link, at: known)
      }
      let last = filling.removeLast()
      if !filling.isEmpty { filling.siftDown(last, from: 0, precedes: <) }
    }
  }

  /// Gives a share to every group of a link that has none yet. Returns how many there are.
  private mutating func freeze(_ link: Int32, at share: LinkShare) -> Int {
    var frozen = 0
    var entry = groupChains.first(on: link)
    while entry >= 0 {
      let group = entry >> 2
      entry = groupChains.next(after: entry)
      if groups[group].round != round || groups[group].isFrozen { continue }
      frozen += 1
      groups[group].freeze(at: share)
      let (path, count) = (groups[group].links, groups[group].count)
      for hop in 0..<4 where path[hop] >= 0 { links[path[hop]].freeze(count, at: share) }
    }
    return frozen
  }

  /// Has links take part that left themselves out and assure less than their flows would get without them; those are added
  /// to ``changed``. Returns whether there are any, so that the filling has to be done again.
  private mutating func contendWhereExceeded(now: Instant) -> Bool {
    let before = changed.count
    for position in reachedGroups.indices {
      let group = reachedGroups[position]
      if groups[group].newShare >= groups[group].leastAssured { checkAssurance(of: group) }
    }
    for position in before..<changed.count { contend(changed[position], now: now) }
    return changed.count > before
  }

  /// Works out what is assured to a group, and adds links that assure too little to ``changed``.
  private mutating func checkAssurance(of group: Int32) {
    var least = LinkShare.unlimited
    for place in 0..<heaps[Int(group)].count {
      let path = flows[heaps[Int(group)][place]].path
      for hop in 0..<4 where path[hop] >= 0 && !links[path[hop]].isContended {
        let assured = links.assured(path[hop])
        least = min(least, assured)
        // Of this round already: it has been added.
        if assured > groups[group].newShare || links[path[hop]].round == round { continue }
        links[path[hop]].round = round
        changed.append(path[hop])
      }
    }
    groups[group].leastAssured = least
  }

  /// Whether a link limits nobody and could give each of its flows twice what any of them gets: with less, it would come
  /// and go with every flow.
  private func mayStopContending(_ link: Int32) -> Bool {
    links[link].isContended && !links[link].isBottleneck && links[link].flows > 0
      && links[link].assured > 2 * links[link].highest.bytesPerSecond
  }
}
