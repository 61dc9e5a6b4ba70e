/// A step that is measured: sequences that decode, each after its own context, and at most one chunk of a prompt.
package struct StepPoint: Hashable, Sendable, Codable {
  /// Tokens in the cache before the step, for each decoding sequence.
  package var contexts: [Int] = []
  /// Prompt tokens of the chunk; none where zero.
  package var chunkTokens = 0
  /// Tokens of the prompt before the chunk.
  package var chunkContext = 0

  /// Contexts of about the same length, spread over the places in a block: whole blocks alone would flatter the kernel,
  /// which scores the last block of a sequence as a whole.
  package static func decode(_ sequences: Int, context: Int) -> StepPoint {
    StepPoint(contexts: (0..<sequences).map { max(1, context + (7 * $0 + 8) % 16 - 8) })
  }

  /// A chunk that completes its prompt.
  package static func prefill(_ tokens: Int, context: Int) -> StepPoint { StepPoint(chunkTokens: tokens, chunkContext: context) }

  /// Tokens that pass through the linear layers.
  package var rows: Int { contexts.count + chunkTokens }
  /// Rows that are sampled: the chunk completes its prompt.
  package var sampledRows: Int { contexts.count + (chunkTokens > 0 ? 1 : 0) }
  /// Context of the decodes, the new tokens included.
  package var decodeContext: Int { contexts.reduce(contexts.count, +) }
}
