extension YAMLNode {
  /// The value on one line, as it would be typed behind `--set key=`.
  var flowText: String {
    switch content {
    case .scalar(let text, let isQuoted): isQuoted ? SettingWriter.quotedWhereNeeded(text) : text
    case .list(let items): "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let entries): "{" + entries.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", ") + "}"
    }
  }

  /// The dotted paths of all that is not a mapping itself, each with its value, where this stands under `path`.
  func leaves(below path: String) -> [(path: String, value: YAMLNode)] {
    guard let entries, !entries.isEmpty else { return [(path, self)] }
    return entries.flatMap { $0.value.leaves(below: path.isEmpty ? $0.key : path + "." + $0.key) }
  }
}
