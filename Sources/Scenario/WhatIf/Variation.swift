import Kernel

/// What a scenario varies: paths, each with the values that it takes.
struct Variation: Sendable {
  /// Scenarios that one file may stand for; more is a sweep that nobody meant.
  static let mostScenarios = 1000

  /// A path with its values, each with the name that it has in labels.
  struct Axis: Sendable {
    let path: String
    let pathPlace: Place
    let values: [(label: String, node: YAMLNode)]

    /// The axis as it would be written under `vary`.
    var entry: YAMLNode.Entry {
      YAMLNode.Entry(key: path, keyPlace: pathPlace, value: YAMLNode(.list(values.map(\.node)), at: pathPlace))
    }

    /// Whether a change of `other` would be taken back by the values of this path, or take them with it.
    func overlaps(_ other: String) -> Bool { path == other || path.hasPrefix(other + ".") || other.hasPrefix(path + ".") }
  }

  let axes: [Axis]

  /// Reads a `vary` mapping.
  ///
  /// - Throws: ``InputError`` where it is not made of paths with lists of values, a value stands twice, or the
  ///   combinations are too many.
  init(_ node: YAMLNode) throws(InputError) {
    guard let entries = node.entries, !entries.isEmpty else {
      throw node.place.error(
        "'vary' is \(node.entries == nil ? node.kindInWords : "empty") where paths with lists of values are needed",
        remedy: "write 'replicas: [1, 2, 4]'")
    }
    var axes: [Axis] = []
    var count = 1
    for entry in entries {
      if let remedy = Self.remedy(forVarying: entry.key, named: "combination") {
        throw entry.keyPlace.error("'\(entry.key)' cannot be varied", remedy: remedy)
      }
      let items = try Self.items(of: entry)
      count = count.multipliedReportingOverflow(by: items.count).overflow ? .max : count * items.count
      if count > Self.mostScenarios {
        throw entry.keyPlace.error(
          "'vary' makes more than \(Self.mostScenarios) scenarios: \(Self.product(entries))", remedy: "vary fewer values at once")
      }
      axes.append(Axis(path: entry.key, pathPlace: entry.keyPlace, values: try Self.labelled(items, path: entry.key)))
    }
    self.axes = axes
  }

  /// The values of a path: those of a list, in which ranges such as `512..8192x2` stand for theirs, or of one range.
  private static func items(of entry: YAMLNode.Entry) throws(InputError) -> [YAMLNode] {
    if let values = try range(entry.value) { return values }
    guard case .list(let written) = entry.value.content, !written.isEmpty else {
      throw entry.value.place.error(
        "'vary.\(entry.key.shortened)' is \(entry.value.kindInWords) where a list of values is needed",
        remedy: "write '\(entry.key.shortened): [value, value]', or a range such as 512..8192x2")
    }
    var items: [YAMLNode] = []
    for item in written { items += try range(item) ?? [item] }
    return items
  }

  /// The values of a range; nil where it is none.
  private static func range(_ node: YAMLNode) throws(InputError) -> [YAMLNode]? {
    guard case .scalar(let text, isQuoted: false) = node.content else { return nil }
    return try SweepRange.values(text, at: node.place)?.map { YAMLNode(.scalar($0, isQuoted: false), at: node.place) }
  }

  /// What to do where a path cannot be varied, for it tells no runs apart; nil for one that can. `noun` is what has a name of its own.
  static func remedy(forVarying path: String, named noun: String) -> String? {
    if ["name", "because"].contains(path) { return "each \(noun) has a name of its own" }
    return path == "plan" || path.hasPrefix("plan.") ? "a run takes no notice of 'plan': put the question to 'windtunnel plan'" : nil
  }

  private static func product(_ entries: [YAMLNode.Entry]) -> String {
    entries.map { entry in "\((try? items(of: entry).count) ?? 1)" }.joined(separator: " x ")
  }

  private static func labelled(_ items: [YAMLNode], path: String) throws(InputError) -> [(label: String, node: YAMLNode)] {
    var labels: [(label: String, node: YAMLNode)] = []
    for (index, item) in items.enumerated() {
      let label = item.scalarText.map { $0.isEmpty ? "\"\"" : $0.shortened } ?? item["name"]?.scalarText?.shortened ?? "#\(index + 1)"
      if labels.contains(where: { $0.label == label }) {
        throw item.place.error("'vary.\(path)' has '\(label)' twice", remedy: "keep one of them")
      }
      labels.append((label, item))
    }
    return labels
  }

  /// Every combination, the last axis running fastest: what it is called, and the change that makes it.
  func combinations() -> [Combination] {
    var combinations = [Combination(values: [], entries: [])]
    for axis in axes {
      combinations = combinations.flatMap { sofar in
        axis.values.map { value in
          Combination(
            values: sofar.values + [VariedValue(path: axis.path, text: value.label)],
            entries: sofar.entries + [YAMLNode.Entry(key: axis.path, keyPlace: axis.pathPlace, value: value.node)])
        }
      }
    }
    return combinations
  }

  /// One value of each axis.
  struct Combination {
    let values: [VariedValue]
    let entries: [YAMLNode.Entry]

    /// Such as `replicas=2, scheduler=fcfs`.
    var label: String { values.map { "\($0.path)=\($0.text)" }.joined(separator: ", ") }
  }
}
