/// Prompts dealt into groups, each with a common prefix.
public struct PromptGroups: Hashable, Sendable {
  /// Identities that the members of a group begin with alike, by group; zero where there is one member only.
  public internal(set) var commonIdentities: [Int] = []
  /// All prompts, group by group, each group's in the order of their numbers.
  public private(set) var members: [Int32] = []
  /// Where in ``members`` each group begins, and behind the last where it ends.
  private var starts: [Int] = [0]

  /// No groups.
  init() {}

  /// How many groups there are.
  public var count: Int { commonIdentities.count }

  /// The prompts of a group, ascending.
  public func members(of group: Int) -> ArraySlice<Int32> { members[starts[group]..<starts[group + 1]] }

  /// Identities that need not be computed where each group's prefix is computed once.
  public var sparedIdentities: Int {
    (0..<count).reduce(0) { $0 + commonIdentities[$1] * (starts[$1 + 1] - starts[$1] - 1) }
  }

  /// Takes in which group each prompt belongs to.
  mutating func place(_ groupOf: [Int32]) {
    starts = [Int](repeating: 0, count: count + 1)
    for group in groupOf { starts[Int(group) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var ends = starts
    members = [Int32](repeating: 0, count: groupOf.count)
    for (prompt, group) in groupOf.enumerated() {
      members[ends[Int(group)]] = Int32(prompt)
      ends[Int(group)] += 1
    }
  }
}
