/// A figure of a serving engine as a key of a scenario, with its value in every preset and where the values come from.
struct EngineFigure: Sendable {
  let name: String
  let kind: ValueKind
  /// Words that may stand there instead.
  let words: [Word]
  /// The value in each preset, in the order of ``EngineCatalog/presetNames``, as it would be written.
  let values: [String]
  let meaning: String
  /// Where the values come from.
  let source: String

  init(_ name: String, _ kind: ValueKind, words: [Word] = [], _ values: [String], _ meaning: String, source: String) {
    (self.name, self.kind, self.words, self.values, self.meaning, self.source) = (name, kind, words, values, meaning, source)
  }

  /// The key under a preset.
  func key(preset: Int) -> Key { Key(name, kind, default: values[preset], words: words, meaning) }
}
