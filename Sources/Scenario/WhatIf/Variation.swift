import Kernel

/// What a scenario varies: paths, each with the values that it takes, and names of its own, each with whole settings.
struct Variation: Sendable {
  /// Scenarios that one file may stand for; more is a sweep that nobody meant.
  static let mostScenarios = 1000

  /// A path with its values, or a name with settings: each with the name that it has in labels.
  struct Axis: Sendable {
    /// A value of a path, or a mapping of paths with values.
    typealias Value = (label: String, node: YAMLNode)

    /// The path, or the name.
    let path: String
    let pathPlace: Place
    let values: [Value]
    /// Whether `path` is a name, and the values are settings.
    let isNamed: Bool

    /// The axis as it would be written under `vary`.
    var entry: YAMLNode.Entry {
      let settings = values.map { YAMLNode.Entry(key: $0.label, keyPlace: $0.node.place, value: $0.node) }
      let content: YAMLNode.Content = isNamed ? .mapping(settings) : .list(values.map(\.node))
      return YAMLNode.Entry(key: path, keyPlace: pathPlace, value: YAMLNode(content, at: pathPlace))
    }

    /// What a value changes.
    func change(_ value: Value) -> [YAMLNode.Entry] {
      isNamed ? value.node.entries ?? [] : [YAMLNode.Entry(key: path, keyPlace: pathPlace, value: value.node)]
    }

    /// The paths that its values change.
    var paths: [String] {
      if !isNamed { return [path] }
      return values.reduce(into: []) { paths, value in
        for entry in change(value) { paths += entry.value.leaves(below: entry.key).map(\.path).filter { !paths.contains($0) } }
      }
    }

    /// Which of its paths a change of `other` would be taken back by, or take with it; nil where none is.
    func overlap(_ other: String) -> String? {
      paths.first { $0 == other || $0.hasPrefix(other + ".") || other.hasPrefix($0 + ".") }
    }
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
      let isNamed = entry.value.entries != nil
      let values = isNamed ? try Self.settings(of: entry) : try Self.labelled(try Self.items(of: entry), path: entry.key)
      count = count.multipliedReportingOverflow(by: values.count).overflow ? .max : count * values.count
      if count > Self.mostScenarios {
        throw entry.keyPlace.error(
          "'vary' makes more than \(Self.mostScenarios) scenarios: \(Self.product(entries))", remedy: "vary fewer values at once")
      }
      axes.append(Axis(path: entry.key, pathPlace: entry.keyPlace, values: values, isNamed: isNamed))
    }
    self.axes = axes
  }

  /// The settings of a name: a mapping for each of them.
  private static func settings(of entry: YAMLNode.Entry) throws(InputError) -> [Axis.Value] {
    let name = entry.key.shortened
    if name.contains(".") || Vocabulary.scenario.contains(where: { $0.name == entry.key }) {
      throw entry.value.place.error(
        "'vary.\(name)' is a mapping where a list of values is needed",
        remedy: "write '\(name): [value, value]'; whole settings stand under a name that is no key")
    }
    var settings: [Axis.Value] = []
    for setting in entry.value.entries ?? [] {
      guard let entries = setting.value.entries, !entries.isEmpty else {
        throw setting.value.place.error(
          "the setting '\(setting.key.shortened)' of 'vary.\(name)' is \(setting.value.entries == nil ? setting.value.kindInWords : "empty")",
          remedy: "write '\(setting.key.shortened): {scheduler: sarathi, engine.max_batched_tokens: 512}'")
      }
      for change in entries {
        guard let remedy = Self.remedy(forVarying: change.key, named: "combination") else { continue }
        throw change.keyPlace.error("'\(change.key)' cannot be varied", remedy: remedy)
      }
      settings.append((setting.key.shortened, setting.value))
    }
    if settings.isEmpty { throw entry.value.place.error("'vary.\(name)' is empty", remedy: "give settings, each with a name") }
    return settings
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
    entries.map { entry in "\((try? entry.value.entries?.count ?? items(of: entry).count) ?? 1)" }.joined(separator: " x ")
  }

  private static func labelled(_ items: [YAMLNode], path: String) throws(InputError) -> [Axis.Value] {
    var labels: [Axis.Value] = []
    for (index, item) in items.enumerated() {
      let label = item.scalarText.map { $0.isEmpty ? "\"\"" : $0.shortened } ?? item["name"]?.scalarText?.shortened ?? "#\(index + 1)"
      if labels.contains(where: { $0.label == label }) {
        throw item.place.error("'vary.\(path)' has '\(label)' twice", remedy: "keep one of them")
      }
      labels.append((label, item))
    }
    return labels
  }

  /// The first axis that changes one of `paths`, or what lies above or below one, with its own path for it.
  func overlap(of paths: [String]) -> (axis: Axis, path: String)? {
    for axis in axes {
      for path in paths { if let own = axis.overlap(path) { return (axis, own) } }
    }
    return nil
  }

  /// Every combination, the last axis running fastest: what it is called, and the change that makes it.
  func combinations() -> [Combination] {
    var combinations = [Combination(values: [], entries: [])]
    for axis in axes {
      combinations = combinations.flatMap { sofar in
        axis.values.map { value in
          Combination(
            values: sofar.values + [VariedValue(path: axis.path, text: value.label)],
            entries: sofar.entries + axis.change(value))
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
