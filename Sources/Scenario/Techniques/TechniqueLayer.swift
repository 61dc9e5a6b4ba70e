import Kernel

/// Lays the settings of the techniques that a scenario names under the scenario's own keys, which win.
///
/// Two techniques that want different values of one key contradict each other, unless the scenario decides.
enum TechniqueLayer {
  /// The key of a scenario that names techniques.
  static let key = "technique"

  /// A technique with the place where the scenario names it.
  private struct Named {
    let technique: Technique
    let place: Place
    /// The technique's settings, each of which is told to come from that place.
    var settings: YAMLNode { technique.settings.moved(to: place) }
  }

  /// `root` with the settings of its techniques, and without the key that names them.
  ///
  /// - Throws: ``InputError`` for a name that is not known or stands twice, for techniques that contradict each other, and
  ///   for one that lacks a value which the scenario has to give.
  static func applied(to root: YAMLNode) throws(InputError) -> YAMLNode {
    guard let node = root[key], let entries = root.entries else { return root }
    let own = entries.filter { $0.key != key }
    let named = try techniques(node)
    for (index, first) in named.enumerated() {
      for second in named[(index + 1)...] { try refuseContradiction(first, second, under: own, root) }
    }
    let result = try laid(own, over: named, root)
    for one in named { try checkParameters(of: one, in: result) }
    return result
  }

  private static func techniques(_ node: YAMLNode) throws(InputError) -> [Named] {
    var items = node.scalarText == Vocabulary.none ? [] : [node]
    if case .list(let several) = node.content { items = several }
    var named: [Named] = []
    for item in items {
      guard case .scalar(let text, _) = item.content, !item.isNull else {
        throw item.place.error(
          "'\(key)' is \(item.kindInWords) where the name of a technique is needed", remedy: "see 'windtunnel list techniques'")
      }
      let technique: Technique
      do { technique = try TechniqueCatalog.technique(named: text) } catch {
        throw error.file == nil ? item.place.error("'\(key)': \(error.message)", remedy: error.remedy) : error
      }
      if named.contains(where: { $0.technique.name == technique.name }) {
        throw item.place.error("the technique '\(technique.name)' stands twice", remedy: "name it once")
      }
      named.append(Named(technique: technique, place: item.place))
    }
    return named
  }

  /// The scenario's own keys over the settings of techniques, the later ones over the earlier.
  private static func laid(_ own: [YAMLNode.Entry], over techniques: [Named], _ root: YAMLNode) throws(InputError) -> YAMLNode {
    let kind = ValueKind.section(Vocabulary.scenario)
    var base = YAMLNode(.mapping([]), at: root.place)
    for one in techniques { base = try Change.apply(one.settings.entries ?? [], to: base, kind: kind) }
    let opened = own.map { base[$0.key] == nil ? $0 : openingUnion($0) }
    // What is written without a value stays so, and is refused like any such key.
    return try Change.apply(opened, to: base, kind: kind, path: "", Change.Manner(nullRemoves: false))
  }

  /// A text that stands for a mapping takes nothing of a technique's away: a trace's path says where requests come from and no more.
  private static func openingUnion(_ entry: YAMLNode.Entry) -> YAMLNode.Entry {
    guard case .union(let union) = Vocabulary.scenario.first(where: { $0.name == entry.key })?.kind,
      case .scalar = entry.value.content, !entry.value.isNull
    else { return entry }
    var opened = entry
    opened.value = YAMLNode(
      .mapping([YAMLNode.Entry(key: union.shorthand, keyPlace: entry.value.place, value: entry.value)]), at: entry.value.place)
    return opened
  }

  /// Two techniques contradict each other where it matters which of them comes last.
  private static func refuseContradiction(
    _ first: Named, _ second: Named, under own: [YAMLNode.Entry], _ root: YAMLNode
  ) throws(InputError) {
    let one = try laid(own, over: [first, second], root)
    let other = try laid(own, over: [second, first], root)
    guard let path = one.firstDifference(from: other, path: "") else { return }
    throw second.place.error(
      "the techniques '\(first.technique.name)' and '\(second.technique.name)' want different values of '\(path)'",
      remedy: "take one of them, or give '\(path)' in the scenario")
  }

  private static func checkParameters(of named: Named, in root: YAMLNode) throws(InputError) {
    for parameter in named.technique.parameters {
      let path = parameter.path.split(separator: ".")
      // What describes a pool may stand in each of the pools.
      var places = [root]
      if root.value(at: path) == nil, case .list(let pools) = root["pools"]?.content, !pools.isEmpty { places = pools }
      if places.allSatisfy({ $0.value(at: path) != nil }) { continue }
      throw named.place.error(
        "the technique '\(named.technique.name)' needs '\(parameter.path)': \(parameter.meaning.withoutStop)",
        remedy: "such as '\(parameter.path): \(parameter.example)'")
    }
  }
}

extension YAMLNode {
  /// The same value as if all of it stood at one place.
  fileprivate func moved(to place: Place) -> YAMLNode {
    switch content {
    case .scalar: YAMLNode(content, at: place)
    case .list(let items): YAMLNode(.list(items.map { $0.moved(to: place) }), at: place)
    case .mapping(let entries):
      YAMLNode(.mapping(entries.map { Entry(key: $0.key, keyPlace: place, value: $0.value.moved(to: place)) }), at: place)
    }
  }

  /// The value under a path of keys, where the items of a list go by their name.
  fileprivate func value(at path: ArraySlice<Substring>) -> YAMLNode? {
    guard let name = path.first else { return self }
    let inner: YAMLNode?
    if case .list(let items) = content {
      inner = items.first { $0["name"]?.scalarText == String(name) }
    } else {
      inner = self[String(name)]
    }
    return inner?.value(at: path.dropFirst())
  }

  fileprivate func value(at path: [Substring]) -> YAMLNode? { value(at: path[...]) }

  /// The path of the first value that is another in `other`, whatever the order of keys; nil where there is none.
  fileprivate func firstDifference(from other: YAMLNode, path: String) -> String? {
    func inner(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
    switch (content, other.content) {
    case (.scalar(let one, _), .scalar(let two, _)): return one == two ? nil : path
    case (.list(let one), .list(let two)):
      if one.count != two.count { return path }
      return zip(one, two).contains { $0.firstDifference(from: $1, path: path) != nil } ? path : nil
    case (.mapping(let one), .mapping(let two)):
      for entry in one {
        guard let counterpart = other[entry.key] else { return inner(entry.key) }
        if let found = entry.value.firstDifference(from: counterpart, path: inner(entry.key)) { return found }
      }
      return two.first { self[$0.key] == nil }.map { inner($0.key) }
    default: return path
    }
  }
}
