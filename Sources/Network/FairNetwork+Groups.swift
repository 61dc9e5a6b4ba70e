import Kernel

/// Which flows make a group, and which links are contended.
extension FairNetwork {
  /// Takes note that a link assures its flows less than it did; where that is no more than one of them gets, it is to be
  /// contended, and is added to ``changed``.
  mutating func lowerAssurance(of link: Int32) {
    if links[link].isContended { return }
    let assured = links.assured(link)
    var limits = false
    var entry = flowChains.first(on: link)
    while entry >= 0 {
      let group = flows[entry >> 2].group
      groups[group].leastAssured = min(groups[group].leastAssured, assured)
      if groups[group].share >= assured { limits = true }
      entry = flowChains.next(after: entry)
    }
    if limits { changed.append(link) }
  }

  /// Lets a link take part in the filling.
  mutating func contend(_ link: Int32, now: Instant) {
    links[link].isContended = true
    regroup(link, leastAssured: .unlimited, now: now)
  }

  /// Leaves a link that limits no flow out of the filling.
  mutating func stopContending(_ link: Int32, now: Instant) {
    links[link].isContended = false
    regroup(link, leastAssured: links.assured(link), now: now)
  }

  /// Puts the flows of a link into the groups that they belong to now. They keep their rates until the next filling.
  private mutating func regroup(_ link: Int32, leastAssured: LinkShare, now: Instant) {
    var entry = flowChains.first(on: link)
    while entry >= 0 {
      let number = entry >> 2
      entry = flowChains.next(after: entry)
      let from = flows[number].group
      if from < 0 { continue }
      let old = groups[from]
      let to = group(of: links.contended(flows[number].path), like: old, now: now)
      groups[to].leastAssured = min(groups[to].leastAssured, min(old.leastAssured, leastAssured))
      let left = flows[number].finish - old.served(at: now)
      leave(from, number)
      enter(to, number, left: left, now: now)
    }
  }

  /// Puts a flow that has just begun into its group, and names the links whose filling that changes.
  mutating func join(_ number: Int32, now: Instant) {
    let path = flows[number].path
    let contended = links.contended(path)
    let to = group(of: contended, like: FlowGroup(links: contended, since: now), now: now)
    for hop in 0..<4 where path[hop] >= 0 {
      if contended[hop] >= 0 {
        changed.append(path[hop])
      } else {
        groups[to].leastAssured = min(groups[to].leastAssured, links.assured(path[hop]))
      }
    }
    enter(to, number, left: Int128(flows[number].bytes) * Self.picobytes, now: now)
  }

  /// Puts a flow that has all of its links to itself into a group of its own: nothing is to be filled for it.
  mutating func joinAlone(_ number: Int32, limitedBy share: LinkShare, now: Instant) {
    let path = flows[number].path
    var (contended, leastAssured) = (SIMD4<Int32>(repeating: -1), LinkShare.unlimited)
    for hop in 0..<4 where path[hop] >= 0 {
      if path[hop] == share.link { contended[hop] = path[hop] } else { leastAssured = min(leastAssured, links.assured(path[hop])) }
    }
    links[share.link].isContended = true
    let to = makeGroup(
      FlowGroup(links: contended, share: share, rate: share.bytesPerSecond, leastAssured: leastAssured, since: now))
    put(number, into: to, left: Int128(flows[number].bytes) * Self.picobytes, now: now)
    // Its rate does not change before others come, so that it is due when it ends and not some time before.
    setExactDue(of: to, now: now)
    dueGroups.update(to, &groups.rows)
  }

  /// The group on some contended links; a new one has the rate of `model`.
  @inline(__always) private mutating func group(of contended: SIMD4<Int32>, like model: FlowGroup, now: Instant) -> Int32 {
    var fewest = Int32(-1)
    for hop in 0..<4 where contended[hop] >= 0 {
      if fewest < 0 || links[contended[hop]].groups < links[fewest].groups { fewest = contended[hop] }
    }
    var entry = groupChains.first(on: fewest)
    while entry >= 0 {
      if groups[entry >> 2].links == contended { return entry >> 2 }
      entry = groupChains.next(after: entry)
    }
    return makeGroup(
      FlowGroup(links: contended, share: model.share, rate: model.rate, leastAssured: model.leastAssured, since: now))
  }

  @inline(__always) private mutating func makeGroup(_ group: FlowGroup) -> Int32 {
    let number = groups.insert(group)
    if Int(number) == heaps.count { heaps.append(IndexedHeap()) }
    groupChains.insert(number, on: group.links)
    for hop in 0..<4 where group.links[hop] >= 0 { links[group.links[hop]].groups += 1 }
    dueGroups.insert(number, &groups.rows)
    return number
  }

  /// Adds a flow to a group, with so many picobytes to go.
  private mutating func enter(_ group: Int32, _ number: Int32, left: Int128, now: Instant) {
    put(number, into: group, left: left, now: now)
    // The clock of a group that has no rate yet starts when it is given one.
    if heaps[Int(group)].first == number && groups[group].share < .unlimited { setDue(of: group, now: now) }
  }

  @inline(__always) private mutating func put(_ number: Int32, into group: Int32, left: Int128, now: Instant) {
    groups[group].advance(to: now)
    groups[group].count += 1
    flows[number].group = group
    flows[number].finish = groups[group].served + left
    heaps[Int(group)].insert(number, &flows.rows)
  }

  /// Takes a flow out of a group, and frees the group if it was the last.
  mutating func leave(_ group: Int32, _ number: Int32) {
    heaps[Int(group)].remove(number, &flows.rows)
    groups[group].count -= 1
    // What is due now is due no earlier than what was.
    groups[group].forgetDue()
    if groups[group].count > 0 { return }
    let contended = groups[group].links
    groupChains.remove(group, from: contended)
    for hop in 0..<4 where contended[hop] >= 0 { links[contended[hop]].groups -= 1 }
    dueGroups.remove(group, &groups.rows)
    groups.remove(group)
  }
}
