/// A figure of a serving engine as a key of a scenario, with its value in every preset and where the values come from.
struct EngineFigure: Sendable {
  let name: String
  let kind: ValueKind
  /// Words that may stand there instead.
  let words: [Word]
  /// The value in each preset, in the order of ``EngineCatalog/presetNames``, as it would be written.
  let values: [String]

  /// The presets that go by the default engine's values where no other is given of them.
  static let followers = ["vllm-0.10", "vllm-0.20", "sglang-0.5", "tensorrt-llm-1.2", "vllm-0.11"]
  let meaning: String
  /// Where the values come from.
  let source: String

  /// A figure with its values in vllm-0.19, vllm-0.15, vllm-0.12 and ideal, and in others by name. vllm-0.11 and vllm-0.10 go by
  /// vllm-0.12, the other ``followers`` by vllm-0.19, unless named.
  init(
    _ name: String, _ kind: ValueKind, words: [Word] = [], _ values: [String], others: [String: String] = [:], _ meaning: String,
    source: String
  ) {
    let followed = Self.followers.map { others[$0] ?? (["vllm-0.11", "vllm-0.10"].contains($0) ? values[2] : values[0]) }
    self.values = Array(values.dropLast()) + followed + [values[values.count - 1]]
    (self.name, self.kind, self.words, self.meaning, self.source) = (name, kind, words, meaning, source)
  }

  /// The key under a preset.
  func key(preset: Int) -> Key { Key(name, kind, default: values[preset], words: words, meaning) }
}
