import Serving

/// Groups of requests that begin alike, in the reference's plainest form: who is in one, and which blocks it keeps.
extension ReferenceSimulator {
  final class Group {
    /// Blocks that all members begin with, those kept for them, and members that have not left.
    let commonBlocks: Int
    var pinned: [Int] = []
    var hasGivenWay = false
    var members: Int
    init(commonBlocks: Int, members: Int) { (self.commonBlocks, self.members) = (commonBlocks, members) }
  }

  private var isGrouping: Bool { rules.parameter("group", default: 1) == 1 }
  private var isMemoryCentric: Bool { rules.parameter("memory_centric", default: 1) == 1 }

  /// Sequences that may run at once.
  var mostSequences: Int {
    let extra = rules.scheduler == "batchllm" && isMemoryCentric ? rules.parameter("token_batching_degree", default: 100) : 0
    return min(rules.maximumSequences + extra, rules.budget)
  }

  /// How decodes read what their group has in common.
  private var sharedAttention: SharedPrefixAttention {
    if rules.engine.sharedPrefixAttention != .off || rules.scheduler != "batchllm" { return rules.engine.sharedPrefixAttention }
    return rules.parameter("shared_attention", default: 1) == 1 ? .fused : .off
  }

  // MARK: The policy

  /// Decodes, then prompts begun earlier, then groups one after another until memory is used up.
  mutating func planGroups(_ index: Int, _ now: Int64) -> [Entry] {
    if let head = head(index, now), !head.entry.isGrouped { arrangeWindow(index) }
    let decodes = planDecodes(index, now)
    var left = rules.budget - decodes.count
    planPartialPrompts(index, now, &left)
    if machines[index].hasPreempted { return decodes }
    let blocks = machines[index].cache.blocks.count
    let most = isMemoryCentric ? Int((Double(blocks) * rules.number("max_kv_usage", default: 1)).rounded(.down)) : .max
    while let head = head(index, now), machines[index].running.isEmpty || blocks - machines[index].cache.free.count < most {
      if !head.entry.isGrouped {
        arrangeWindow(index)
        continue
      }
      let tokens = min(head.left, left)
      if !admit(index, now, tokens: tokens) { break }
      left -= tokens
    }
    return decodes
  }

  /// All that wait and are in no group yet are dealt into groups; those with most to decode for what they prefill go first.
  private mutating func arrangeWindow(_ index: Int) {
    let seen = machines[index].waiting.prefix { sees(index, $0) }
    let window = seen.filter { !$0.isGrouped }
    let identities = rules.promptBlockTokens / rules.blockTokens
    var groups: [(commonTokens: Int, members: [Entry])] = window.map { (0, [$0]) }
    if isGrouping && rules.engine.prefixCaching {
      // What the load tells of a prompt in whole blocks of its own.
      let texts = window.map { Array($0.identities.prefix(blocksOfLoad($0) / identities)) }
      let found = NaiveGrouping.groups(texts).sorted { $0.members[0] < $1.members[0] }
      groups = found.map { group in (group.common * rules.promptBlockTokens, group.members.map { window[$0] }) }
    }
    if rules.parameter("order", default: 1) == 1 {
      // Equal ones stay in order of their first members.
      let ranked = groups.enumerated().sorted {
        let (first, second) = (ratio($0.element), ratio($1.element))
        return first == second ? $0.offset < $1.offset : first > second
      }
      groups = ranked.map(\.element)
    }
    for (commonTokens, members) in groups {
      let group = commonTokens > 0 ? Group(commonBlocks: commonTokens / rules.blockTokens, members: members.count) : nil
      for member in members { (member.isGrouped, member.group) = (true, group) }
    }
    let ordered = groups.flatMap(\.members)
    machines[index].waiting = ordered + machines[index].waiting.filter { entry in !ordered.contains { $0 === entry } }
  }

  private func ratio(_ group: (commonTokens: Int, members: [Entry])) -> Double {
    let expected = group.members.reduce(0) { $0 + (rules.oracle ? $1.output : rules.parameter("expected_output_tokens", default: 256)) }
    let prefill = group.members.reduce(group.commonTokens) { $0 + $1.prompt - group.commonTokens }
    return Double(expected) / Double(max(prefill, 1))
  }

  // MARK: What is kept

  /// The common blocks are kept from when a member has planned to compute, or has found, all of them.
  mutating func pinCommonBlocks(_ index: Int, _ entry: Entry, computed: Int) {
    guard let group = entry.group, group.pinned.isEmpty, !group.hasGivenWay, computed / rules.blockTokens >= group.commonBlocks
    else { return }
    group.pinned = (0..<group.commonBlocks).map { machines[index].cache.find(text(entry, $0))! }
    for block in group.pinned { machines[index].cache.hold(block) }
    machines[index].pinnedGroups.append(group)
    noteHolding(entry)
  }

  /// Whether a member holds what is kept, and not other blocks of the same text.
  func noteHolding(_ entry: Entry) {
    guard let group = entry.group, let last = group.pinned.last, entry.blocks.count >= group.commonBlocks else { return }
    entry.holdsCommon = entry.blocks[group.commonBlocks - 1] == last
  }

  /// With the last member what was kept is let go.
  mutating func leaveGroup(_ index: Int, _ entry: Entry) {
    if let group = entry.group {
      group.members -= 1
      if group.members == 0 {
        machines[index].cache.release(group.pinned)
        machines[index].pinnedGroups.removeAll { $0 === group }
      }
    }
    (entry.isGrouped, entry.group, entry.holdsCommon) = (false, nil, false)
  }

  /// All that is kept gives way to the last request that runs or could run, what was kept first goes first. Returns whether there
  /// was any.
  mutating func releasePins(_ index: Int) -> Bool {
    let groups = machines[index].pinnedGroups
    for group in groups {
      machines[index].cache.release(group.pinned)
      (group.pinned, group.hasGivenWay) = ([], true)
    }
    machines[index].pinnedGroups = []
    return !groups.isEmpty
  }

  // MARK: Attention

  /// What reading each group's common tokens once spares the decodes of an iteration.
  func sparedTime(_ index: Int) -> Int64 {
    if sharedAttention == .off { return 0 }
    var spared: Int64 = 0
    var groups: [(group: Group, decodes: Int)] = []
    for entry in machines[index].decodes where entry.holdsCommon {
      guard let group = entry.group, !group.pinned.isEmpty else { continue }
      if let place = groups.firstIndex(where: { $0.group === group }) { groups[place].decodes += 1 } else { groups.append((group, 1)) }
    }
    for (group, decodes) in groups where decodes > 1 {
      let tokens = group.commonBlocks * rules.blockTokens
      if sharedAttention == .cascade {
        let holding = machines[index].running.count { $0.group === group && $0.holdsCommon }
        if groups.count > 1 || holding < machines[index].running.count || holding < 8 || tokens < 256 { continue }
      }
      spared += rules.perContext * Int64((decodes - 1) * tokens)
    }
    return spared
  }
}
