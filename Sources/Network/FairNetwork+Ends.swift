import Kernel

/// Clocks of groups, and which flow ends next.
///
/// A change of a link's share changes the rates of all its groups a little. Their ends are not worked out anew for that: a
/// group is kept in the heap under some time before its next end, good for rates up to a limit, and only the one at the top is
/// worked out exactly.
extension FairNetwork {
  /// Gives a group the share that the filling has found.
  mutating func setShare(of group: Int32, now: Instant) {
    if groups[group].takeNewShare(now: now) { setDue(of: group, now: now) }
  }

  /// Finds a time before the next end of a group that holds even if it becomes a little faster.
  mutating func setDue(of group: Int32, now: Instant) {
    setExactDue(of: group, now: now)
    let wait = (groups[group].due - now).picoseconds
    // At 9/8 of the rate the end is 8/9 of the time away, and 7/8 are less than that by more than the rounding.
    if groups[group].due < .never && wait > 1000 {
      groups[group].due = Instant(picoseconds: now.picoseconds + wait - wait / 8 - 1)
      groups[group].isDueExact = false
      groups[group].rateLimit += groups[group].rate / 8
    }
    dueGroups.update(group, &groups)
  }

  private mutating func setExactDue(of group: Int32, now: Instant) {
    groups[group].setDue(at: flows[heaps[Int(group)][0]].finish, now: now)
  }

  /// Works out when the next flow ends.
  mutating func settleNextEnd(now: Instant) {
    while let group = dueGroups.first, !groups[group].isDueExact {
      setExactDue(of: group, now: now)
      dueGroups.update(group, &groups)
    }
  }

  /// Of all flows that have come in full, the one that began first.
  func firstEnded(now: Instant) -> Int32? {
    var first: Int32?
    findEnded(dueGroups: 0, now: now, &first)
    return first
  }

  private func findEnded(dueGroups place: Int, now: Instant, _ first: inout Int32?) {
    if place >= dueGroups.count || groups[dueGroups[place]].due > now { return }
    let group = dueGroups[place]
    findEnded(flowsOf: group, 0, served: groups[group].served(at: now), &first)
    for child in 1...2 { findEnded(dueGroups: 2 * place + child, now: now, &first) }
  }

  private func findEnded(flowsOf group: Int32, _ place: Int, served: Int128, _ first: inout Int32?) {
    if place >= heaps[Int(group)].count { return }
    let flow = heaps[Int(group)][place]
    if flows[flow].finish > served { return }
    if first.map({ flows[flow].order < flows[$0].order }) ?? true { first = flow }
    for child in 1...2 { findEnded(flowsOf: group, 2 * place + child, served: served, &first) }
  }
}
