import Kernel

/// Reads a mapping against the vocabulary. Every key is known or refused, every value has the type, unit and bounds that
/// its key asks for, and what is not written gets its default.
struct SettingReader {
  /// The files named so far.
  var files: FileLookup

  /// The settings of a mapping with `keys`, in their order; `node` is nil where nothing is written.
  ///
  /// - Throws: ``InputError`` at the key or value that is wrong, or at `place` for a key that is missing.
  mutating func members(_ node: YAMLNode?, keys: [Key], path: String, at place: Place) throws(InputError) -> [Setting.Member] {
    try refuseUnknownKeys(node, known: keys.map(\.name), path: path)
    var members: [Setting.Member] = []
    for key in keys {
      members.append(.init(key: key.name, setting: try setting(node?[key.name], key: key, path: path, at: node?.place ?? place)))
    }
    return members
  }

  /// Refuses keys that are not among `known`, and anything that is no mapping.
  func refuseUnknownKeys(_ node: YAMLNode?, known: [String], path: String) throws(InputError) {
    guard let node else { return }
    guard let entries = node.entries else {
      throw node.place.error(
        "'\(path)' is \(node.kindInWords) where a mapping is needed", remedy: "its keys are \(known.joined(separator: ", "))")
    }
    for entry in entries where !known.contains(entry.key) {
      throw VocabularySearch.unknownKey(entry.key, at: entry.keyPlace, path: path, siblings: known)
    }
  }

  /// The setting under one key; `place` is that of the mapping around it.
  mutating func setting(_ node: YAMLNode?, key: Key, path: String, at place: Place) throws(InputError) -> Setting {
    let name = path.isEmpty ? key.name : path + "." + key.name
    guard let node else {
      if key.isRequired {
        throw place.error(
          "missing key '\(name)'", remedy: "\(key.meaning.withoutStop.withoutCapital), such as '\(key.name): \(key.kind.example)'")
      }
      guard let text = key.defaultText else { return try value(nil, kind: key.kind, path: name, at: place) }
      if key.words.contains(where: { $0.word == text }) { return Setting(value: .word(text), place: place) }
      return try value(YAMLNode(.scalar(text, isQuoted: false), at: place), kind: key.kind, path: name, at: place)
    }
    if node.isNull { throw node.place.error("'\(name)' has no value", remedy: "write \(key.expectation), or leave the key out") }
    if case .scalar(let text, let isQuoted) = node.content, !isQuoted || key.kind.hasWordsInQuotes,
      key.words.contains(where: { $0.word == text })
    {
      return Setting(value: .word(text), place: node.place)
    }
    do {
      return try value(node, kind: key.kind, path: name, at: node.place)
    } catch {
      throw key.addingWords(to: error, written: node)
    }
  }

  /// The value of `kind` that `node` holds; nil stands for a mapping that is not written.
  private mutating func value(_ node: YAMLNode?, kind: ValueKind, path: String, at place: Place) throws(InputError) -> Setting {
    switch kind {
    case .section(let keys): return Setting(value: .section(try members(node, keys: keys, path: path, at: place)), place: place)
    case .variant(let variant): return try sort(node, of: variant, path: path, at: place)
    case .union(let union): return try alternative(node, of: union, path: path, at: place)
    case .list(let keys): return try list(node, keys: keys, path: path, at: place)
    case .file: return try file(node, path: path, at: place)
    case .values: return Setting(value: .text(try values(node, kind: kind, path: path, at: place)), place: place)
    case .variation: return Setting(value: .list(try variation(node, kind: kind, path: path, at: place)), place: place)
    case .nameOrFile(let catalog, let ending):
      if let node, node.entries != nil || node.scalarText?.hasSuffix(ending) == true { return try file(node, path: path, at: place) }
      return Setting(value: try ScalarReader.value(node, kind: .name(catalog), path: path, at: place), place: place)
    case .seeds:
      if let node, case .list(let items) = node.content { return try seeds(items, path: path, at: place) }
      return Setting(value: try ScalarReader.value(node, kind: kind, path: path, at: place), place: place)
    default: return Setting(value: try ScalarReader.value(node, kind: kind, path: path, at: place), place: place)
    }
  }

  /// A mapping whose tag decides on its keys, or the tag's value alone.
  private mutating func sort(_ node: YAMLNode?, of variant: Variant, path: String, at place: Place) throws(InputError) -> Setting {
    guard let node else { throw place.error("missing '\(path)'") }
    var body = node
    if case .scalar(let text, _) = node.content { body = promoted(text, node, variant) }
    guard body.entries != nil else {
      throw node.place.error(
        "'\(path)' is \(node.kindInWords) where \(variant.noun.withArticle) is needed", remedy: "one of \(variant.names)")
    }
    guard let tag = body[variant.tag] ?? variant.defaultCase.map({ YAMLNode(.scalar($0, isQuoted: false), at: body.place) }) else {
      throw node.place.error("missing key '\(path).\(variant.tag)'", remedy: "one of \(variant.names)")
    }
    guard case .scalar(let written, _) = tag.content, !tag.isNull else {
      throw tag.place.error(
        "'\(path).\(variant.tag)' is \(tag.kindInWords) where \(variant.noun.withArticle) is needed", remedy: "one of \(variant.names)")
    }
    let name = try canonicalName(written, of: variant, at: tag.place)
    guard let sort = variant.named(name) else { preconditionFailure("the catalog named \(name), which it does not list") }
    let known = [variant.tag] + sort.keys.map(\.name)
    for entry in body.entries ?? [] where !known.contains(entry.key) {
      throw VocabularySearch.unknownKey(
        entry.key, at: entry.keyPlace, path: path, siblings: known, of: variant.keepsKeys ? nil : "\(variant.noun) '\(name)'",
        otherwise: variant.remedy(forKey: entry.key, of: sort, path: path))
    }
    var members = [Setting.Member(key: variant.tag, setting: Setting(value: .word(name), place: tag.place))]
    for key in sort.keys {
      members.append(.init(key: key.name, setting: try setting(body[key.name], key: key, path: path, at: body.place)))
    }
    return Setting(value: .section(members), place: place)
  }

  private func canonicalName(_ written: String, of variant: Variant, at place: Place) throws(InputError) -> String {
    if variant.named(written) != nil { return written }
    if let catalog = variant.canonicalName {
      do { return try catalog(written) } catch { throw place.error(error.message.visible, remedy: error.remedy) }
    }
    let names = variant.cases().map(\.name)
    let hint = Nearest.hint(written, among: names).map { $0 + " " } ?? ""
    throw place.error("unknown \(variant.noun) '\(written.shortened)'", remedy: hint + "there are \(names.joined(separator: ", "))")
  }

  /// The mapping that a value alone stands for.
  private func promoted(_ text: String, _ node: YAMLNode, _ variant: Variant) -> YAMLNode {
    var entries = [YAMLNode.Entry(key: variant.tag, keyPlace: node.place, value: node)]
    if let shorthand = variant.shorthand, variant.named(text) == nil,
      text.utf8.first.map({ 48...57 ~= $0 || $0 == UInt8(ascii: "-") }) ?? false
    {
      let tag = YAMLNode(.scalar(shorthand.caseName, isQuoted: false), at: node.place)
      entries = [.init(key: variant.tag, keyPlace: node.place, value: tag), .init(key: shorthand.key, keyPlace: node.place, value: node)]
    }
    return YAMLNode(.mapping(entries), at: node.place)
  }

  /// A mapping of the sort whose own key it has.
  private mutating func alternative(_ node: YAMLNode?, of union: Union, path: String, at place: Place) throws(InputError) -> Setting {
    let marks = union.alternatives.map { "'\($0.mark)' (\($0.meaning))" }.joined(separator: ", ")
    guard let node else { throw place.error("missing '\(path)'", remedy: "it has one of \(marks)") }
    var body = node
    if case .scalar = node.content {
      body = YAMLNode(.mapping([.init(key: union.shorthand, keyPlace: node.place, value: node)]), at: node.place)
    }
    try refuseUnknownKeys(body, known: ValueKind.union(union).keys.map(\.name), path: path)
    let present = union.alternatives.filter { body[$0.mark] != nil }
    guard let sort = present.first else {
      throw node.place.error("'\(path)' \(union.fault)", remedy: "it has one of \(marks)")
    }
    // A key of the first sort may be the mark of a later one.
    let other = present.dropFirst().first { other in !sort.keys.contains { $0.name == other.mark } }
    if let other, let entry = body.entries?.first(where: { $0.key == other.mark }) {
      throw entry.keyPlace.error(
        "'\(path)' has both '\(sort.mark)' and '\(entry.key)'", remedy: "keep one; in a what-if, write null for the other")
    }
    let keys = sort.keys + union.shared
    for entry in body.entries ?? [] where !keys.contains(where: { $0.name == entry.key }) {
      throw entry.keyPlace.error(
        "'\(path).\(entry.key)' does not go with '\(sort.mark)'", remedy: "with it go \(keys.map(\.name).joined(separator: ", "))")
    }
    do {
      return Setting(value: .section(try members(body, keys: keys, path: path, at: body.place)), place: place)
    } catch {
      throw node.entries == nil && error.isOfNamedFile ? Self.sayingShorthand(error, union, path: path) : error
    }
  }

  /// The error at a text that stands for a section: what it was taken for, where it may have been meant as something else.
  private static func sayingShorthand(_ error: InputError, _ union: Union, path: String) -> InputError {
    var changed = error
    let other = "a text alone under '\(path)' is its '\(union.shorthand)'"
    changed.remedy = error.remedy.map { "\($0); \(other)" } ?? other
    return changed
  }

  private mutating func list(_ node: YAMLNode?, keys: [Key], path: String, at place: Place) throws(InputError) -> Setting {
    guard let node, case .list(let nodes) = node.content else {
      throw place.error(
        "'\(path)' is \(node?.kindInWords ?? "nothing") where a list is needed", remedy: "write each item on a line that begins with '- '")
    }
    if nodes.isEmpty { throw place.error("'\(path)' is an empty list", remedy: "leave the key out") }
    if nodes.count > 1000 { throw place.error("'\(path)' has \(nodes.count) items, more than 1000") }
    var items: [Setting] = []
    for (index, item) in nodes.enumerated() {
      let inner = "\(path).\(index + 1)"
      items.append(Setting(value: .section(try members(item, keys: keys, path: inner, at: item.place)), place: item.place))
    }
    return Setting(value: .list(items), place: place)
  }

  /// Several values as one text with commas between, however they were written.
  private func values(_ node: YAMLNode?, kind: ValueKind, path: String, at place: Place) throws(InputError) -> String {
    var pieces: [String] = []
    switch node?.content {
    case .list(let items) where !items.isEmpty:
      for item in items { pieces.append(try piece(item, kind: kind, path: path)) }
    case .mapping(let entries) where !entries.isEmpty:
      for entry in entries { pieces.append(entry.key + "=" + (try piece(entry.value, kind: kind, path: path + "." + entry.key))) }
    case .scalar(let text, _) where node?.isNull == false: return text
    default: throw place.error("'\(path)' is empty or nothing", remedy: "write \(kind.expectation)")
    }
    return pieces.joined(separator: ",")
  }

  private func piece(_ node: YAMLNode, kind: ValueKind, path: String) throws(InputError) -> String {
    guard let text = node.scalarText, !node.isNull, !text.contains(",") else {
      throw node.place.error("'\(path)' has \(node.kindInWords) among its values", remedy: "write \(kind.expectation)")
    }
    return text
  }

  /// A path, or a mapping of a path and the digest that the file must have.
  private mutating func file(_ node: YAMLNode?, path: String, at place: Place) throws(InputError) -> Setting {
    guard let node else { throw place.error("missing '\(path)'") }
    var written: Setting.Value
    var digest: String?
    if node.entries != nil {
      try refuseUnknownKeys(node, known: ["file", "digest"], path: path)
      guard let file = node["file"] else { throw node.place.error("missing key '\(path).file'", remedy: "give the path of a file") }
      written = try ScalarReader.value(file, kind: .text, path: path + ".file", at: file.place)
      if let node = node["digest"] {
        guard let text = node.scalarText, text.utf8.count == 16, text.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 }) else {
          throw node.place.error(
            "'\(path).digest' is \(node.kindInWords)",
            remedy: "a digest has sixteen hexadecimal digits; leave it out to take the file as it is")
        }
        digest = text
      }
    } else {
      written = try ScalarReader.value(node, kind: .text, path: path, at: place)
    }
    guard case .text(let text) = written else { preconditionFailure("text was read as something else") }
    return Setting(value: .file(try files.file(text, expecting: digest, at: node["file"]?.place ?? node.place)), place: place)
  }

  private func seeds(_ items: [YAMLNode], path: String, at place: Place) throws(InputError) -> Setting {
    if items.isEmpty || items.count > ScalarReader.mostSeeds {
      throw place.error("'\(path)' has \(items.count) seeds", remedy: "give from 1 to \(ScalarReader.mostSeeds)")
    }
    var seeds: [UInt64] = []
    var seen: Set<UInt64> = []
    for item in items {
      let seed = try self.seed(item, path: path)
      if !seen.insert(seed).inserted {
        throw item.place.error("the seed \(seed) stands twice", remedy: "equal seeds give equal runs: keep one of them")
      }
      seeds.append(seed)
    }
    return Setting(value: .seeds(seeds), place: place)
  }

  /// A seed has all 64 bits, where a count has 63.
  private func seed(_ item: YAMLNode, path: String) throws(InputError) -> UInt64 {
    if case .scalar(let text, isQuoted: false) = item.content, text.utf8.allSatisfy({ 48...57 ~= $0 }), text.utf8.first != 48,
      let seed = UInt64(text)
    {
      return seed
    }
    let value = try ScalarReader.value(item, kind: .count(0...Int.max), path: path, at: item.place)
    guard case .count(let seed, _) = value else { preconditionFailure("a count was read as something else") }
    return UInt64(seed)
  }
}

extension YAMLNode {
  /// The text of a scalar.
  var scalarText: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}
