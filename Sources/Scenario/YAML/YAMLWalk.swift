import Kernel
import Yams

/// Turns the tree of Yams into our own, refusing what a scenario does not use.
struct YAMLWalk {
  let file: String
  /// Where the walk has come to. Yams replaces an alias by the node that it stands for, so an alias shows as a step back.
  private var line = 0
  private var column = 0

  init(file: String) { self.file = file }

  /// Our form of `node`.
  ///
  /// Comparing keys, Yams has given them the tags of their kinds; what is left to refuse is any other tag.
  /// - Throws: ``InputError`` for anchors, aliases, tags, keys that are no words, and for too much depth.
  mutating func node(_ node: Node, depth: Int, isKey: Bool = false) throws(InputError) -> YAMLNode {
    let mark = node.mark.map { (line: $0.line, column: $0.column) } ?? (line: line, column: column)
    let place = Place(file: file, line: mark.line, column: mark.column)
    if mark.line < line || (mark.line == line && mark.column < column) || node.anchor != nil {
      throw YAMLTextCheck.aliasError(file: file, line: mark.line, column: mark.column)
    }
    (line, column) = (mark.line, mark.column)
    if depth > YAMLLimits.depth { throw place.error("nested more than \(YAMLLimits.depth) deep", remedy: "no scenario needs as much") }
    switch node {
    case .scalar(let scalar):
      try refuseTag(scalar.tag, allowing: scalar.style == .plain && !isKey ? nil : Tag.Name.str.rawValue, at: place)
      return YAMLNode(.scalar(scalar.string, isQuoted: scalar.style != .plain), at: place)
    case .sequence(let sequence):
      try refuseTag(sequence.tag, allowing: isKey ? Tag.Name.seq.rawValue : nil, at: place)
      var items: [YAMLNode] = []
      for item in sequence { items.append(try self.node(item, depth: depth + 1)) }
      return YAMLNode(.list(items), at: place)
    case .mapping(let mapping):
      try refuseTag(mapping.tag, allowing: isKey ? Tag.Name.map.rawValue : nil, at: place)
      return YAMLNode(.mapping(try entries(of: mapping, depth: depth)), at: place)
    case .alias:
      throw YAMLTextCheck.aliasError(file: file, line: mark.line, column: mark.column)
    }
  }

  private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(InputError) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    for (key, value) in mapping {
      let read = try node(key, depth: depth + 1, isKey: true)
      guard case .scalar(let name, _) = read.content, !name.isEmpty else {
        throw read.place.error("\(read.kindInWords) where a key is needed", remedy: "a key is a word, such as 'model'")
      }
      if let first = entries.first(where: { $0.key == name }) {
        throw YAMLFault.duplicate(name, at: read.place, first: first.keyPlace)
      }
      entries.append(.init(key: name, keyPlace: read.place, value: try node(value, depth: depth + 1)))
    }
    return entries
  }

  private func refuseTag(_ tag: Tag, allowing allowed: String?, at place: Place) throws(InputError) {
    let name = tag.rawValue
    if name.isEmpty || name == allowed { return }
    throw place.error("the tag '\(name.shortened)' is not used in scenarios", remedy: "remove it: a value's type follows from its key")
  }
}
