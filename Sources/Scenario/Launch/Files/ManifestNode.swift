import Yams

/// A piece of a YAML file that is written, its keys in the order given.
indirect enum ManifestNode: Sendable {
  case text(String)
  case count(Int)
  case number(Double)
  case flag(Bool)
  case list([ManifestNode])
  case map([(String, ManifestNode)])

  /// A list of texts.
  static func texts(_ texts: [String]) -> ManifestNode { .list(texts.map { .text($0) }) }

  /// The node as Yams writes it; texts that could be taken for something else are quoted, those of several lines are blocks.
  private var node: Node {
    switch self {
    case .text(let text):
      if text.contains("\n") && text.allSatisfy({ $0 == "\n" || !($0.unicodeScalars.first?.properties.generalCategory == .control) }) {
        return Node(text, Tag(.str), .literal)
      }
      let isPlain = SettingWriter.quotedWhereNeeded(text) == text && !text.hasPrefix(".")
      return Node(text, Tag(.str), isPlain ? .plain : .doubleQuoted)
    case .count(let count): return Node("\(count)", Tag(.int), .plain)
    case .number(let number): return Node(Quantity.text(number), Tag(.float), .plain)
    case .flag(let flag): return Node(flag ? "true" : "false", Tag(.bool), .plain)
    case .list(let items): return Node(items.map(\.node), Tag(.seq), .block)
    case .map(let entries): return Node(entries.map { (Node($0.0, Tag(.str)), $0.1.node) }, Tag(.map), .block)
    }
  }

  /// The document.
  var yaml: String {
    // Nothing is in these nodes that Yams cannot write.
    (try? Yams.serialize(node: node, width: -1, allowUnicode: true)) ?? ""
  }

  /// Options as a tree: a dotted path is a key of a key.
  static func tree(_ arguments: [LaunchArgument]) -> ManifestNode {
    var sections: [(String, [(String, ManifestNode)])] = []
    for argument in arguments where !argument.name.hasPrefix("-") {
      let parts = argument.name.split(separator: ".", maxSplits: 1).map(String.init)
      let value: ManifestNode =
        switch argument.value {
        case .nothing: .flag(true)
        case .text(let text): .text(text)
        case .count(let count): .count(count)
        case .number(let number): .number(number)
        case .flag(let flag): .flag(flag)
        }
      let entry = (parts.count > 1 ? parts[1] : "", value)
      if let index = sections.firstIndex(where: { $0.0 == parts[0] }) {
        sections[index].1.append(entry)
      } else {
        sections.append((parts[0], [entry]))
      }
    }
    return .map(sections.map { name, entries in (name, entries[0].0.isEmpty ? entries[0].1 : .map(entries)) })
  }
}
