import Kernel

/// Flows that share links fairly: each gets as much as it can without taking from one that has less (max-min fairness, by
/// progressive filling; Bertsekas and Gallager, "Data Networks", 2nd edition, section 6.5.2).
///
/// All is in integers. A rate is a whole number of bytes a second, rounded down; what is left of a flow is counted in bytes
/// times picoseconds of a second, so that progress is exact; an end is rounded up to a picosecond once.
///
/// Three things keep a change cheap where many flows share a link. Flows that cross the same contended links are one
/// ``FlowGroup`` with one rate and one clock. A link is contended only where it may limit a flow; the others take no part,
/// since each assures its flows more than they get. And the filling starts where the change begins to matter: what fills
/// before the links that a flow crosses stays as it is, and so does all that shares no contended link with them.
package struct FairNetwork: ~Copyable {
  var links: LinkTable
  var flows = RowTable<Flow>()
  var groups = RowTable<FlowGroup>()
  /// The flows on each link, and the groups on each contended link.
  var flowChains: LinkChains
  var groupChains: LinkChains
  /// The flows of each group, by where they end.
  var heaps = Column<IndexedHeap>()
  /// The groups, by when they are due.
  var dueGroups = IndexedHeap()

  /// Of the change under way: the links where it begins, those that the filling reaches, in the order in which it does,
  /// the groups to be given a rate, and a heap of what the links give that are not full yet.
  var changed = Column<Int32>()
  var reachedLinks = Column<Int32>()
  var reachedGroups = Column<Int32>()
  var filling = Column<LinkShare>()
  var round = 0

  /// When the next flow ends, or ``Instant/never``.
  package internal(set) var nextEnd = Instant.never
  private var begun = 0
  /// Flows under way.
  package private(set) var count = 0
  /// Bytes that were given to it.
  package private(set) var acceptedBytes = 0
  /// Bytes of the flows that have ended.
  package private(set) var deliveredBytes = 0

  /// A network of links of these capacities in bytes a second.
  package init(capacities: [Int64]) {
    precondition(capacities.allSatisfy { $0 >= 0 }, "a link that carries less than nothing")
    links = LinkTable(capacities: capacities)
    flowChains = LinkChains(links: capacities.count)
    groupChains = LinkChains(links: capacities.count)
  }

  /// Begins a flow and returns its number.
  ///
  /// - Precondition: the path has a link, and none twice.
  package mutating func begin(_ path: NetworkPath, bytes: Int, owner: Int32, now: Instant) -> Int32 {
    precondition(path.hops > 0, "a flow that crosses no link")
    precondition(bytes >= 0, "a flow of fewer bytes than none")
    let number = flows.insert(Flow(path: path.links, bytes: bytes, order: begun, owner: owner))
    begun += 1
    count += 1
    acceptedBytes += bytes
    var isAlone = true
    for hop in 0..<path.hops {
      if links[path.links[hop]].flows > 0 { isAlone = false }
      if links[path.links[hop]].addFlow() { lowerAssurance(of: path.links[hop]) }
    }
    flowChains.insert(number, on: path.links)
    if isAlone {
      joinAlone(number, limitedBy: narrowest(of: path), now: now)
      settleNextEnd(now: now)
      return number
    }
    for position in changed.indices { contend(changed[position], now: now) }
    changed.removeAll()
    if links.contended(path.links).max() < 0 { contend(narrowest(of: path).link, now: now) }
    join(number, now: now)
    share(now: now)
    return number
  }

  /// Lengthens a flow.
  package mutating func grow(_ number: Int32, bytes: Int, now: Instant) {
    precondition(bytes >= 0, "a flow that is lengthened does not get shorter")
    acceptedBytes += bytes
    flows[number].bytes += bytes
    flows[number].finish += Int128(bytes) * Self.picobytes
    let group = flows[number].group
    heaps[Int(group)].update(number, &flows.rows)
    groups[group].forgetDue()
    settleNextEnd(now: now)
  }

  /// Changes what a link carries in a second. Flows for which nothing is left stand still until there is more again.
  package mutating func setCapacity(_ bytesPerSecond: Int64, of link: Int32, now: Instant) {
    precondition(bytesPerSecond >= 0, "a link that carries less than nothing")
    let assuresLess = links[link].setCapacity(bytesPerSecond)
    if links[link].flows == 0 { return }
    if !links[link].isContended {
      if !assuresLess { return }
      contend(link, now: now)
    }
    changed.append(link)
    share(now: now)
  }

  /// Takes a flow out that has not ended; what it has not brought is not counted as accepted any more.
  package mutating func cancel(_ number: Int32, now: Instant) {
    acceptedBytes -= flows[number].bytes
    remove(number, now: now)
  }

  /// Takes out the flow that ends at `now`, the one that began first if there are several, and returns whom it was for.
  ///
  /// - Precondition: `now` is not after ``nextEnd``; a caller takes out what has ended before time goes on.
  package mutating func removeEnded(now: Instant) -> Int32? {
    guard nextEnd <= now, let number = firstEnded(now: now) else { return nil }
    let owner = flows[number].owner
    deliveredBytes += flows[number].bytes
    remove(number, now: now)
    return owner
  }

  /// The rate of a flow in bytes a second.
  package func rate(of number: Int32) -> Int64 { groups[flows[number].group].rate }

  /// When a flow ends if nothing changes, or ``Instant/never``.
  package func end(of number: Int32) -> Instant { groups[flows[number].group].end(at: flows[number].finish) }

  /// How many links and groups of flows the last filling looked at: what the last change of a rate cost.
  package var lastFilling: (links: Int, groups: Int) { (reachedLinks.count, reachedGroups.count) }

  static var picobytes: Int128 { 1_000_000_000_000 }

  private mutating func remove(_ number: Int32, now: Instant) {
    let (path, group) = (flows[number].path, flows[number].group)
    let (contended, share) = (groups[group].links, groups[group].share)
    count -= 1
    leave(group, number)
    flowChains.remove(number, from: path)
    flows.remove(number)
    for hop in 0..<4 where path[hop] >= 0 { links[path[hop]].removeFlow() }
    for hop in 0..<4 where contended[hop] >= 0 && links[contended[hop]].flows > 0 { changed.append(contended[hop]) }
    if changed.isEmpty { settleNextEnd(now: now) } else { self.share(from: share, now: now) }
  }

  /// What the link of a path gives each of its flows that gives least where nothing else limits them.
  @inline(__always) private func narrowest(of path: NetworkPath) -> LinkShare {
    var least = LinkShare.unlimited
    for hop in 0..<path.hops {
      let link = path.links[hop]
      least = min(least, LinkShare(links[link].capacity / links[link].flows, of: link))
    }
    return least
  }
}
