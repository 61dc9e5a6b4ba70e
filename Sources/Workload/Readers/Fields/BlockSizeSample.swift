/// The first prompts with block identities, from which the size of a block is told where nobody says it.
struct BlockSizeSample {
  private static let sizes = [8, 16, 32, 64, 128, 256, 512, 1024, 2048]
  private var candidates = Set(sizes)
  private var count = 0

  /// Takes in a prompt and the number of its identities.
  mutating func add(promptTokens: Int, blocks: Int) {
    guard blocks > 0 else { return }
    count += 1
    // With or without the identity of a last block that the prompt does not fill.
    candidates = candidates.filter { promptTokens / $0 == blocks || (promptTokens + $0 - 1) / $0 == blocks }
  }

  /// Mooncake's own size where it suits, otherwise the only one that does; nil where none or more than one suits.
  var size: Int? {
    if count == 0 || candidates.contains(TraceReader.defaultBlockTokens) { return TraceReader.defaultBlockTokens }
    return candidates.count == 1 ? candidates.first : nil
  }
}
