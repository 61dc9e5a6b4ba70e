/// What one executed step works on: parts of prompts, and sequences that gain a token.
public struct ExecutedBatch: Hashable, Sendable {
  /// A part of a prompt.
  public struct Chunk: Hashable, Sendable, BitwiseCopyable {
    /// Whose prompt.
    public var sequence: Int
    /// Its first token, counted from 0: as many tokens as are in the cache already.
    public var position: Int
    /// How many tokens.
    public var tokens: Int

    /// A chunk.
    public init(sequence: Int, position: Int, tokens: Int) {
      self.sequence = sequence
      self.position = position
      self.tokens = tokens
    }
  }

  /// Parts of prompts, each of another sequence.
  public var chunks: [Chunk]
  /// Sequences that decode one token each.
  public var decodes: [Int]

  /// A batch.
  public init(chunks: [Chunk] = [], decodes: [Int] = []) {
    self.chunks = chunks
    self.decodes = decodes
  }

  /// Empties the batch and keeps its memory, so that a server composes every step in the same one.
  public mutating func removeAll() {
    chunks.removeAll(keepingCapacity: true)
    decodes.removeAll(keepingCapacity: true)
  }

  /// Tokens that pass through the linear layers.
  public var tokens: Int { chunks.reduce(decodes.count) { $0 + $1.tokens } }
}
