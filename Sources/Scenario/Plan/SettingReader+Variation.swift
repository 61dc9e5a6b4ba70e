import Kernel

extension SettingReader {
  /// What varies as it would be typed behind `--vary`, a text for each key: of a mapping of paths to values, or as it stands in a list of
  /// texts.
  ///
  /// - Throws: ``InputError`` at what is neither.
  func variation(_ node: YAMLNode?, kind: ValueKind, path: String, at place: Place) throws(InputError) -> [Setting] {
    switch node?.content {
    case .scalar(let text, _) where node?.isNull == false: return [Setting(value: .text(text), place: place)]
    case .list(let items) where !items.isEmpty:
      var texts: [Setting] = []
      for item in items {
        guard let text = item.scalarText, !item.isNull else {
          throw item.place.error("'\(path)' has \(item.kindInWords) in its list", remedy: "write \(kind.expectation)")
        }
        texts.append(Setting(value: .text(text), place: item.place))
      }
      return texts
    case .mapping(let entries) where !entries.isEmpty:
      return node?.leaves(below: "").map { leaf in
        Setting(value: .text("\(leaf.path)=\(leaf.value.scalarText ?? leaf.value.flowText)"), place: leaf.value.place)
      } ?? []
    default: throw place.error("'\(path)' is empty or nothing", remedy: "write \(kind.expectation)")
    }
  }
}
