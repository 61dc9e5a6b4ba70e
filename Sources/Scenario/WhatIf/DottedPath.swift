import Kernel

/// Dotted paths such as `engine.max_sequences`, opened into nested mappings.
enum DottedPath {
  /// The entries with every dotted key opened.
  ///
  /// - Throws: ``InputError`` for an empty part of a path, a path of too many parts, or a value that is given twice.
  static func opened(_ entries: [YAMLNode.Entry], path: String = "", depth: Int = 0) throws(InputError) -> [YAMLNode.Entry] {
    var result: [YAMLNode.Entry] = []
    for entry in entries {
      let opened = try nested(entry, depth: depth)
      let inner = path.isEmpty ? opened.key : path + "." + opened.key
      guard let index = result.firstIndex(where: { $0.key == opened.key }) else {
        result.append(opened)
        continue
      }
      result[index].value = try joined(result[index].value, opened.value, path: inner)
    }
    return result
  }

  /// One entry as nested entries.
  static func nested(_ entry: YAMLNode.Entry, depth: Int = 0) throws(InputError) -> YAMLNode.Entry {
    let parts = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.contains("") || parts.count + depth > YAMLLimits.depth {
      throw entry.keyPlace.error(
        "'\(entry.key.shortened)' is no path", remedy: "a path is made of keys and points, such as 'engine.max_sequences'")
    }
    var value = entry.value
    if let inner = value.entries { value.content = .mapping(try opened(inner, path: entry.key, depth: depth + parts.count)) }
    for part in parts.dropFirst().reversed() {
      value = YAMLNode(.mapping([.init(key: part, keyPlace: entry.keyPlace, value: value)]), at: entry.keyPlace)
    }
    return .init(key: parts[0], keyPlace: entry.keyPlace, value: value)
  }

  private static func joined(_ first: YAMLNode, _ second: YAMLNode, path: String) throws(InputError) -> YAMLNode {
    guard var entries = first.entries, let others = second.entries else {
      let line = first.place.line.map { ", first in line \($0)" } ?? ""
      throw second.place.error("'\(path)' is given twice\(line)", remedy: "keep one of them")
    }
    for other in others {
      if let index = entries.firstIndex(where: { $0.key == other.key }) {
        entries[index].value = try joined(entries[index].value, other.value, path: path + "." + other.key)
      } else {
        entries.append(other)
      }
    }
    return YAMLNode(.mapping(entries), at: first.place)
  }
}
