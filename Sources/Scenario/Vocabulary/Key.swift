/// A key of a scenario: its name, what may stand under it, what holds where it is left out, and what it means.
struct Key: Sendable {
  /// As written, in snake case.
  let name: String
  /// What may stand under it.
  let kind: ValueKind
  /// Words that may stand there instead, such as `none` or `auto`.
  let words: [Word]
  /// The value where a scenario says nothing, as it would be written; nil for a mapping whose keys have defaults of their
  /// own, and for a key that must be given.
  let defaultText: String?
  /// Whether a scenario must give it.
  let isRequired: Bool
  /// What it is for, in one sentence.
  let meaning: String

  /// A key with a default.
  init(_ name: String, _ kind: ValueKind, default text: String, words: [Word] = [], _ meaning: String) {
    (self.name, self.kind, self.words, defaultText, isRequired, self.meaning) = (name, kind, words, text, false, meaning)
  }

  /// A key that must be given.
  static func required(_ name: String, _ kind: ValueKind, words: [Word] = [], _ meaning: String) -> Key {
    Key(name, kind, words: words, isRequired: true, meaning)
  }

  /// A mapping that need not be written, for its keys have defaults.
  static func section(_ name: String, _ keys: [Key], _ meaning: String) -> Key {
    Key(name, .section(keys), words: [], isRequired: false, meaning)
  }

  private init(_ name: String, _ kind: ValueKind, words: [Word], isRequired: Bool, _ meaning: String) {
    (self.name, self.kind, self.words, defaultText, self.isRequired, self.meaning) = (name, kind, words, nil, isRequired, meaning)
  }
}

extension ValueKind {
  /// The keys that can stand in the mapping that this kind is, whatever its sort; empty for a scalar.
  var keys: [Key] {
    switch self {
    case .section(let keys), .list(let keys): return keys
    case .variant(let variant):
      let names = ValueKind.word(variant.cases().map { Word($0.name, "") })
      let meaning = "Which \(variant.noun)."
      let tag = variant.defaultCase.map { Key(variant.tag, names, default: $0, meaning) } ?? .required(variant.tag, names, meaning)
      return [tag] + Self.firstOfEachName(variant.cases().flatMap(\.keys))
    case .union(let union): return Self.firstOfEachName(union.alternatives.flatMap(\.keys) + union.shared)
    default: return []
    }
  }

  private static func firstOfEachName(_ keys: [Key]) -> [Key] {
    var names: Set<String> = []
    return keys.filter { names.insert($0.name).inserted }
  }
}
