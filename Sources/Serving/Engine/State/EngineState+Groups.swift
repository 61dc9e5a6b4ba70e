import Kernel

/// Requests that begin alike: their common blocks stay while any of them is to come, and are read together.
extension EngineState {
  /// The groups, on an engine that caches prefixes.
  static func groups(_ configuration: ReplicaConfiguration, _ attention: SharedPrefixAttention) -> Box<RequestGroups> {
    if !configuration.rules.prefixCaching { return .empty }
    return Box(RequestGroups(attention: attention, blockTokens: configuration.blockTokens, costModel: configuration.costModel))
  }

  /// Pins the prefix of a request's group as soon as the request holds all of it.
  @inline(never) mutating func pinCommonBlocks(of slot: Slot, _ shared: inout SharedState) {
    if groups.isEmpty || !memory.sharesPrompts { return }
    let (number, prompt) = (shared.requests[history: slot].group, shared.requests[slot].prompt)
    let group = groups.value[number]
    if group.pin != -1 || group.commonBlocks == 0 || memory.prefixes.value.held(prompt) < group.commonBlocks { return }
    groups.value.pin(number, as: memory.pin(Int(group.commonBlocks), of: prompt, members: 1))
    noteHolding(slot, &shared.requests)
  }

  /// Notes whether a request that holds blocks holds those that its group has pinned.
  @inline(never) mutating func noteHolding(_ slot: Slot, _ requests: inout RequestTable) {
    if groups.isEmpty || !memory.sharesPrompts || requests[slot].marks.contains(.holdsCommon) { return }
    let number = requests[history: slot].group
    let pin = groups.value[number].pin
    if pin < 0 || !memory.prefixes.value.holds(requests[slot].prompt, pin) { return }
    requests[slot].marks.insert(.holdsCommon)
    groups.value.hold(number, 1)
  }

  /// Notes that a request is about to give its blocks back.
  @inline(__always) mutating func forgetHolding(_ slot: Slot, _ requests: inout RequestTable) {
    if !requests[slot].marks.contains(.holdsCommon) { return }
    requests[slot].marks.remove(.holdsCommon)
    groups.value.hold(requests[history: slot].group, -1)
  }

  /// Takes a request that leaves the engine out of its group; with the last one the pin goes.
  @inline(__always) mutating func leaveGroup(_ slot: Slot, _ requests: inout RequestTable) {
    if requests[history: slot].group >= 0 { leaveRealGroup(slot, &requests) }
    requests[history: slot].group = RequestGroup.none
  }

  @inline(never) private mutating func leaveRealGroup(_ slot: Slot, _ requests: inout RequestTable) {
    forgetHolding(slot, &requests)
    if groups.isEmpty { return }
    let pin = groups.value.memberEnded(requests[history: slot].group)
    if pin >= 0 { memory.unpin(pin) }
  }

  /// Lets all pins go, the oldest first, because the last request that runs or could run needs their memory. Returns whether
  /// there were any.
  @inline(never) mutating func releasePins() -> Bool {
    if groups.isEmpty || groups.value.pinned == 0 { return false }
    for number in groups.value.pinnedGroups {
      let pin = groups.value[number].pin
      groups.value.unpin(number)
      memory.unpin(pin)
    }
    return true
  }
}
