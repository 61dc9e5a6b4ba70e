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
  /// A file counts by its content: the same trace under another path is no difference.
  public static func differences(between first: Scenario, and second: Scenario) -> [ScenarioDifference] {
    let withPools = first.hasPools || second.hasPools
    let (left, right) = (first.leaves(asPools: withPools), second.leaves(asPools: withPools))
    let rightTexts = Dictionary(right.map { ($0.path, $0) }) { one, _ in one }
    let leftPaths = Set(left.map(\.path))
    var differences = left.compactMap { leaf -> ScenarioDifference? in
      let other = rightTexts[leaf.path]
      if let other, other.identity == leaf.identity { return nil }
      return ScenarioDifference(path: leaf.path, first: leaf.text, second: other?.text)
    }
    differences += right.filter { !leftPaths.contains($0.path) }.map { ScenarioDifference(path: $0.path, first: nil, second: $0.text) }
    return differences
  }

  private var hasPools: Bool { settings.contains { $0.key == "pools" && !$0.setting.items.isEmpty } }

  private struct Leaf {
    let path: String
    let text: String
    /// What counts: the text, or of a file its digest.
    let identity: String
  }

  /// Every value with its path; with `asPools`, the implied pool is written as the pool `main`.
  private func leaves(asPools: Bool) -> [Leaf] {
    let poolKeys = Vocabulary.pool.map(\.name)
    return settings.flatMap { member -> [Leaf] in
      if ["name", "because"].contains(member.key) || (member.key == "pools" && member.setting.items.isEmpty) { return [] }
      let prefix = asPools && !hasPools && poolKeys.contains(member.key) ? "pools.main." : ""
      return SettingWriter.leaves(member.setting, path: prefix + member.key).filter {
        !$0.path.hasPrefix("pools.") || !$0.path.hasSuffix(".name") || $0.path.split(separator: ".").count > 3
      }
      .map { Leaf(path: $0.path, text: $0.text, identity: $0.digest ?? $0.text) }
    }
  }
}
