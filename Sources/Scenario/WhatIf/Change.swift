import Kernel

/// Laying changes over a scenario while both are still text with places, so that a fault in a changed value is told
/// where the change was written.
///
/// Mappings are merged key by key; anything else replaces what was there; null takes a key away. Where the vocabulary
/// lets a value stand for a mapping (`scheduler: sarathi`), it is opened before something is merged into it, and a
/// mapping that names another sort starts anew.
enum Change {
  /// How changes are laid over what is there.
  struct Manner {
    /// Whether null takes a key away; otherwise it is a value that somebody forgot to write.
    var nullRemoves = true
    /// Whether keys that are laid where nothing is written belong to the default sort; otherwise the sort stays open.
    var opensDefaults = true
  }

  /// `base` with the entries of `change` laid over it.
  ///
  /// - Throws: ``InputError`` where a path leads through a value that has no keys, or null would take away nothing.
  static func apply(
    _ change: [YAMLNode.Entry], to base: YAMLNode, kind: ValueKind, path: String = "", _ manner: Manner = Manner()
  ) throws(InputError) -> YAMLNode {
    if case .list = base.content { return try applyToItems(change, of: base, kind: kind, path: path, manner) }
    guard var entries = base.entries else { preconditionFailure("changes are laid over mappings and lists") }
    for entry in change {
      let inner = path.isEmpty ? entry.key : path + "." + entry.key
      let index = entries.firstIndex { $0.key == entry.key }
      let key = kind.keys.first { $0.name == entry.key }
      let kind = key?.kind
      if manner.nullRemoves && entry.value.isNull {
        guard let index else { throw nothingToRemove(entry, at: inner, isKnown: kind != nil, siblings: entries.map(\.key)) }
        entries.remove(at: index)
      } else if let index {
        entries[index].value = try merged(entry.value, into: entries[index].value, kind: kind, path: inner, manner)
        entries[index].keyPlace = entry.keyPlace
      } else {
        let value =
          entry.value.entries == nil
          ? entry.value : try merged(entry.value, into: unwritten(key, at: entry.value.place, manner), kind: kind, path: inner, manner)
        entries.append(.init(key: entry.key, keyPlace: entry.keyPlace, value: value))
      }
    }
    return YAMLNode(.mapping(entries), at: base.place)
  }

  /// What holds where a key is not written, for something to be merged into: the default sort of a variant, or nothing.
  private static func unwritten(_ key: Key?, at place: Place, _ manner: Manner) -> YAMLNode {
    if manner.opensDefaults, case .variant = key?.kind, let text = key?.defaultText {
      return YAMLNode(.scalar(text, isQuoted: false), at: place)
    }
    return YAMLNode(.mapping([]), at: place)
  }

  /// `value` laid over `base`.
  private static func merged(
    _ value: YAMLNode, into base: YAMLNode, kind: ValueKind?, path: String, _ manner: Manner
  ) throws(InputError) -> YAMLNode {
    guard let kind else { return value }
    var value = value
    if case .variant(let variant) = kind, variant.keepsKeys, let name = opened(value, kind: kind) { value = name }
    guard let change = value.entries else { return value }
    guard let open = opened(base, kind: kind) else { return value }
    if case .variant(let variant) = kind, !variant.keepsKeys, value[variant.tag] != nil,
      value[variant.tag]?.scalarText != open[variant.tag]?.scalarText
    {
      return try apply(change, to: YAMLNode(.mapping([]), at: value.place), kind: kind, path: path, manner)
    }
    if case .list = open.content, case .list = kind {} else if open.entries == nil { return value }
    return try apply(change, to: open, kind: kind, path: path, manner)
  }

  /// `base` as a mapping, where the kind lets a value stand for one; nil where nothing can be merged into it.
  private static func opened(_ base: YAMLNode, kind: ValueKind) -> YAMLNode? {
    guard case .scalar(let text, _) = base.content else { return base }
    if base.isNull { return nil }
    func mapping(_ pairs: [(String, YAMLNode)]) -> YAMLNode {
      YAMLNode(.mapping(pairs.map { YAMLNode.Entry(key: $0.0, keyPlace: base.place, value: $0.1) }), at: base.place)
    }
    switch kind {
    case .union(let union): return mapping([(union.shorthand, base)])
    case .variant(let variant):
      if let shorthand = variant.shorthand, variant.named(text) == nil {
        return mapping([(variant.tag, YAMLNode(.scalar(shorthand.caseName, isQuoted: false), at: base.place)), (shorthand.key, base)])
      }
      return mapping([(variant.tag, base)])
    default: return nil
    }
  }

  /// Changes of a list's items, which go by their `name`, or where items have none by their number, from 1.
  private static func applyToItems(
    _ change: [YAMLNode.Entry], of base: YAMLNode, kind: ValueKind, path: String, _ manner: Manner
  ) throws(InputError) -> YAMLNode {
    guard case .list(var items) = base.content, case .list(let keys) = kind else { preconditionFailure("a list is changed as a list") }
    for entry in change {
      let names = items.compactMap { $0["name"]?.scalarText }
      let isNamed = keys.contains { $0.name == "name" }
      let number = isNamed ? nil : Int(entry.key).map { $0 - 1 }.flatMap { items.indices.contains($0) ? $0 : nil }
      guard let index = number ?? items.firstIndex(where: { $0["name"]?.scalarText == entry.key }), items[index].entries != nil else {
        let hint = Nearest.hint(entry.key, among: names)
        throw entry.keyPlace.error(
          "'\(path)' has no item called '\(entry.key.shortened)'",
          remedy: hint
            ?? (names.isEmpty ? "its items go by their number, from 1 to \(items.count)" : "there are \(names.joined(separator: ", "))"))
      }
      if manner.nullRemoves && entry.value.isNull {
        items.remove(at: index)
      } else if let inner = entry.value.entries {
        items[index] = try apply(inner, to: items[index], kind: .section(keys), path: path + "." + entry.key, manner)
      } else {
        throw entry.value.place.error(
          "'\(path).\(entry.key)' is \(entry.value.kindInWords) where a mapping is needed", remedy: "give the keys that change")
      }
    }
    return YAMLNode(.list(items), at: base.place)
  }

  private static func nothingToRemove(_ entry: YAMLNode.Entry, at path: String, isKnown: Bool, siblings: [String]) -> InputError {
    if isKnown { return entry.keyPlace.error("'\(path)' is not set: there is nothing to take away", remedy: "remove this line") }
    let hint = Nearest.hint(entry.key, among: siblings)
    return entry.keyPlace.error("'\(path.shortened)' is not set: there is nothing to take away", remedy: hint ?? "remove this line")
  }
}
