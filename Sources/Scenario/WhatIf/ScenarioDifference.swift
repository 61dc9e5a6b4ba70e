/// Something in which two scenarios differ.
public struct ScenarioDifference: Hashable, Sendable {
  /// The dotted path, such as `engine.max_sequences` or `pools.prefill.replicas`.
  public let path: String
  /// What the first has there; nil where the path does not exist in it.
  public let first: String?
  /// What the second has there; nil where the path does not exist in it.
  public let second: String?

  /// A difference.
  public init(path: String, first: String?, second: String?) {
    self.path = path
    self.first = first
    self.second = second
  }

  /// The part of the scenario that it concerns, in the words of a comparison: `cluster`, `workload`, `scheduler` and so on.
  public var area: String {
    var parts = path.split(separator: ".").map(String.init)
    if parts.count > 2 && parts[0] == "pools" { parts.removeFirst(2) }
    switch parts[0] {
    case "replicas", "pools": return "cluster"
    case "parallel": return "layout"
    default: return parts[0]
    }
  }
}

extension Scenario {
  /// All in which two scenarios differ, in the order of the vocabulary, apart from what they are called and why they exist.
  ///
  /// A file counts by its content: the same trace under another path is no difference. A pool that only the second has is
  /// told by what sets it apart from the pool of the first whose place it takes: its first that the second has not, or else
  /// its first.
  public static func differences(between first: Scenario, and second: Scenario) -> [ScenarioDifference] {
    let withPools = first.hasPools || second.hasPools
    let (left, right) = (first.leaves(asPools: withPools), second.leaves(asPools: withPools))
    let (leftPools, rightPools) = (first.poolNames, second.poolNames)
    var differences: [ScenarioDifference] = []
    if withPools && leftPools != rightPools {
      differences.append(
        ScenarioDifference(path: "pools", first: leftPools.joined(separator: ", "), second: rightPools.joined(separator: ", ")))
    }
    let rightTexts = Dictionary(right.map { ($0.path, $0) }) { one, _ in one }
    let leftTexts = Dictionary(left.map { ($0.path, $0) }) { one, _ in one }
    for leaf in left where leaf.pool.map(rightPools.contains) ?? true {
      let other = rightTexts[leaf.path]
      if other?.identity == leaf.identity { continue }
      differences.append(ScenarioDifference(path: leaf.path, first: leaf.text, second: other?.text))
    }
    let replaced = leftPools.first { !rightPools.contains($0) } ?? leftPools[0]
    for leaf in right {
      let isNew = leaf.pool.map { !leftPools.contains($0) } ?? false
      let other = leftTexts[isNew ? leaf.path(inPool: replaced) : leaf.path]
      if isNew ? other?.identity == leaf.identity : other != nil { continue }
      differences.append(ScenarioDifference(path: leaf.path, first: other?.text, second: leaf.text))
    }
    return differences
  }

  private var hasPools: Bool { settings.contains { $0.key == "pools" && !$0.setting.items.isEmpty } }

  /// The names of the pools, the implied one as it is called everywhere.
  private var poolNames: [String] { pools.map(\.name) }

  private struct Leaf {
    /// The pool that it is of, if any.
    let pool: String?
    /// The path, within the pool if there is one.
    let innerPath: String
    let text: String
    /// What counts: the text, or of a file its digest.
    let identity: String

    var path: String { path(inPool: pool) }

    /// The same path in another pool.
    func path(inPool name: String?) -> String { name.map { "pools.\($0).\(innerPath)" } ?? innerPath }
  }

  /// Every value with its path; with `asPools`, the implied pool is written as the pool it is called.
  private func leaves(asPools: Bool) -> [Leaf] {
    let poolKeys = Vocabulary.pool.map(\.name)
    func leaves(_ setting: Setting, path: String, pool: String?) -> [Leaf] {
      SettingWriter.leaves(setting, path: path).map {
        Leaf(pool: pool, innerPath: $0.path, text: $0.text, identity: $0.digest ?? $0.text)
      }
    }
    return settings.flatMap { member -> [Leaf] in
      if ["name", "because"].contains(member.key) { return [] }
      if member.key == "pools" {
        return zip(pools, member.setting.items).flatMap { pool, item in
          leaves(item, path: "", pool: pool.name).filter { $0.innerPath != "name" }
        }
      }
      let isImplied = asPools && !hasPools && poolKeys.contains(member.key)
      return leaves(member.setting, path: member.key, pool: isImplied ? pools[0].name : nil)
    }
  }
}
