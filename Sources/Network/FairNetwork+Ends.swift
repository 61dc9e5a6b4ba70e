import Kernel

/// Clocks of groups, and which flow ends next.
///
/// A change of a link's share changes the rates of all its groups a little. Their ends are not worked out anew for that: a
/// group is kept in the heap under some time before its next end, good for rates up to a limit, and only the one at the top is
/// worked out exactly.
extension FairNetwork {
  /// Gives a group the share that the filling has found.
  @inline(__always) mutating func setShare(of group: Int32, now: Instant) {
    if groups[group].takeNewShare(now: now) { setDue(of: group, now: now) }
  }

  /// Finds a time before the next end of a group that holds even if it becomes a little faster.
  mutating func setDue(of group: Int32, now: Instant) {
    setExactDue(of: group, now: now)
    groups[group].relaxDue(now: now)
    dueGroups.update(group, &groups.rows)
  }

  /// Finds the next end of a group as it is now.
  @inline(__always) mutating func setExactDue(of group: Int32, now: Instant) {
    groups[group].setDue(at: flows[heaps[Int(group)][0]].finish, now: now)
  }

  /// Works out when the next flow ends.
  mutating func settleNextEnd(now: Instant) {
    while let group = dueGroups.first {
      if groups[group].isDueExact {
        nextEnd = groups[group].due
        return
      }
      if !groups[group].tightenDue() { setExactDue(of: group, now: now) }
      dueGroups.update(group, &groups.rows)
    }
    nextEnd = .never
  }

  /// Of all flows that have come in full, the one that began first.
  ///
  /// Like what it calls it is lent the network to change it, which it does not: else the network would be copied for the call.
  mutating func firstEnded(now: Instant) -> Int32? {
    var first: Int32?
    if isDue(at: 0, now: now) { findEnded(dueGroups: 0, now: now, &first) }
    return first
  }

  /// Whether there is a group at a place of the heap, and it may have flows that have ended.
  @inline(__always) private func isDue(at place: Int, now: Instant) -> Bool {
    place < dueGroups.count && groups[dueGroups[place]].due <= now
  }

  private mutating func findEnded(dueGroups place: Int, now: Instant, _ first: inout Int32?) {
    let group = dueGroups[place]
    let served = groups[group].served(at: now)
    if hasEnded(group, 0, served: served) { findEnded(flowsOf: group, 0, served: served, &first) }
    for child in (2 * place + 1)...(2 * place + 2) where isDue(at: child, now: now) {
      findEnded(dueGroups: child, now: now, &first)
    }
  }

  /// Whether there is a flow at a place of a group's heap, and it has ended.
  @inline(__always) private func hasEnded(_ group: Int32, _ place: Int, served: Int128) -> Bool {
    place < heaps[Int(group)].count && flows[heaps[Int(group)][place]].finish <= served
  }

  private mutating func findEnded(flowsOf group: Int32, _ place: Int, served: Int128, _ first: inout Int32?) {
    let flow = heaps[Int(group)][place]
    if flows[flow].order < first.map({ flows[$0].order }) ?? .max { first = flow }
    for child in (2 * place + 1)...(2 * place + 2) where hasEnded(group, child, served: served) {
      findEnded(flowsOf: group, child, served: served, &first)
    }
  }
}
