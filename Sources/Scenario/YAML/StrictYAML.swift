import Kernel
import Yams

/// YAML read so that nothing is guessed: one document, no anchors, tags or duplicate keys, every piece with its place.
///
/// Scalars stay text. What they mean is decided by the key they stand under and never by how they look, so that the
/// words and numbers that YAML 1.1 turned into something else (`no`, `1_000`, `0o10`, `12:30:45`) cannot do so here.
package enum StrictYAML {
  /// The document in `bytes`, whose root is a mapping; `file` is how messages call it.
  ///
  /// - Throws: ``InputError`` with line and column.
  package static func mapping(from bytes: [UInt8], file: String) throws(InputError) -> YAMLNode {
    let text = try YAMLTextCheck.text(of: bytes, file: file)
    guard let node = try document(text, file: file) else {
      throw InputError("the file is empty", file: file, line: 1, column: 1, remedy: "a scenario is a mapping such as 'model: llama-3.1-8b'")
    }
    guard node.entries != nil else {
      throw node.place.error(
        "\(node.kindInWords) where a mapping is needed", remedy: "a scenario is made of lines such as 'model: llama-3.1-8b'")
    }
    return node
  }

  /// The one value in `text`, which came from the command line and has no lines.
  ///
  /// - Throws: ``InputError`` that calls the text `origin`.
  package static func value(from text: String, origin: String) throws(InputError) -> YAMLNode {
    let checked = try YAMLTextCheck.text(of: Array(text.utf8), file: origin)
    guard let node = try document(checked, file: origin) else {
      return YAMLNode(.scalar("", isQuoted: false), at: Place(file: origin))
    }
    return node.withoutLines
  }

  /// The document in `text`; nil where there is none.
  private static func document(_ text: String, file: String) throws(InputError) -> YAMLNode? {
    do {
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      // The basic resolver takes every scalar for text, so that keys are equal where their texts are. The parser must
      // outlive the walk: it alone holds the anchors that nodes refer to.
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else { return nil }
        var walk = YAMLWalk(file: file)
        return try walk.node(root, depth: 0)
      }
    } catch let error as InputError {
      throw error
    } catch let error as YamlError {
      throw YAMLFault.inputError(error, text: text, file: file)
    } catch {
      throw InputError("this cannot be read as YAML: \(error)", file: file)
    }
  }
}

extension YAMLNode {
  /// The same value with places that name the origin only.
  fileprivate var withoutLines: YAMLNode {
    let place = Place(file: place.file)
    switch content {
    case .scalar: return YAMLNode(content, at: place)
    case .list(let items): return YAMLNode(.list(items.map(\.withoutLines)), at: place)
    case .mapping(let entries):
      return YAMLNode(.mapping(entries.map { Entry(key: $0.key, keyPlace: place, value: $0.value.withoutLines) }), at: place)
    }
  }
}
