/// A piece of a YAML document with the place where it stands; what Yams composed, less everything that a scenario must
/// not use (anchors, tags, keys that are not words).
package struct YAMLNode: Sendable {
  /// A key with its value.
  package struct Entry: Sendable {
    package var key: String
    package var keyPlace: Place
    package var value: YAMLNode

    package init(key: String, keyPlace: Place, value: YAMLNode) {
      self.key = key
      self.keyPlace = keyPlace
      self.value = value
    }
  }

  /// What the piece is.
  package indirect enum Content: Sendable {
    /// Text as written, without quotes; whether it stood in quotes decides whether `no` is a word or a slip.
    case scalar(String, isQuoted: Bool)
    /// Keys with values, in the order written, no key twice.
    case mapping([Entry])
    /// Values in the order written.
    case list([YAMLNode])
  }

  package var content: Content
  package var place: Place

  package init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  /// The entries of a mapping; nil for anything else.
  var entries: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// The value under `key`, where this is a mapping that has it.
  subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }

  /// Whether nothing is written here, or the word for nothing: `key:`, `key: null`, `key: ~`.
  var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "null" || text == "~" || text == "Null" || text == "NULL"
  }

  /// What it is, for messages.
  var kindInWords: String {
    switch content {
    case .mapping: "a mapping"
    case .list: "a list"
    case .scalar(let text, isQuoted: true): "the text \"\(text.shortened)\""
    case .scalar(let text, _): isNull ? "nothing" : "'\(text.shortened)'"
    }
  }
}

extension String {
  /// At most 60 characters of a text that a user gave, for messages, with control characters made visible.
  var shortened: String {
    var visible = ""
    for scalar in unicodeScalars.prefix(60) {
      if scalar.value < 32 || scalar.value == 127 {
        visible += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > 60 ? visible + "..." : visible
  }
}
