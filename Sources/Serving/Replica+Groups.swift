import Kernel

/// Requests that begin alike: their common blocks stay while any of them is to come, and are read together.
extension Replica {
  /// The groups, on a replica that caches prefixes.
  static func groups(_ configuration: ReplicaConfiguration, _ attention: SharedPrefixAttention) -> UnsafeMutablePointer<RequestGroups>? {
    if !configuration.rules.prefixCaching { return nil }
    let groups = UnsafeMutablePointer<RequestGroups>.allocate(capacity: 1)
    groups.initialize(
      to: RequestGroups(attention: attention, blockTokens: configuration.blockTokens, costModel: configuration.costModel))
    return groups
  }

  /// Pins the prefix of a request's group as soon as the request holds all of it.
  @inline(never) mutating func pinCommonBlocks(of row: UnsafeMutablePointer<Request>) {
    guard let groups, let prefixes = cache.prefixes else { return }
    let number = row.pointee.group
    let group = groups.pointee[number]
    if group.pin != -1 || group.commonBlocks == 0 || prefixes.pointee.held(row.pointee.prompt) < group.commonBlocks { return }
    groups.pointee.pin(number, as: cache.pin(Int(group.commonBlocks), of: row.pointee.prompt, members: 1, prefixes))
    noteHolding(row)
  }

  /// Notes whether a request that holds blocks holds those that its group has pinned.
  @inline(never) mutating func noteHolding(_ row: UnsafeMutablePointer<Request>) {
    guard let groups, let prefixes = cache.prefixes, !row.pointee.holdsCommon else { return }
    let pin = groups.pointee[row.pointee.group].pin
    if pin < 0 || !prefixes.pointee.holds(row.pointee.prompt, pin) { return }
    row.pointee.holdsCommon = true
    groups.pointee.hold(row.pointee.group, 1)
  }

  /// Notes that a request is about to give its blocks back.
  @inline(__always) mutating func forgetHolding(_ row: UnsafeMutablePointer<Request>) {
    if !row.pointee.holdsCommon { return }
    row.pointee.holdsCommon = false
    groups?.pointee.hold(row.pointee.group, -1)
  }

  /// Takes a request that leaves the replica out of its group; with the last one the pin goes.
  @inline(__always) mutating func leaveGroup(_ row: UnsafeMutablePointer<Request>) {
    if row.pointee.group >= 0 { leaveRealGroup(row) }
    row.pointee.group = RequestGroup.none
  }

  @inline(never) private mutating func leaveRealGroup(_ row: UnsafeMutablePointer<Request>) {
    forgetHolding(row)
    guard let groups else { return }
    let pin = groups.pointee.memberEnded(row.pointee.group)
    if pin >= 0 { cache.unpin(pin) }
  }

  /// Lets all pins go, the oldest first, for the last request that runs or could run needs their memory. Tells whether there
  /// were any.
  @inline(never) mutating func releasePins() -> Bool {
    guard let groups, groups.pointee.pinned > 0 else { return false }
    for number in groups.pointee.pinnedGroups {
      let pin = groups.pointee[number].pin
      groups.pointee.unpin(number)
      cache.unpin(pin)
    }
    return true
  }
}
