/// A batch that an engine cannot run. Nothing has changed when it is thrown.
///
/// It is the fault of the code that composed the batch, never of a user.
public enum BatchFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing to do.
  case empty
  /// No sequence of this name was added.
  case unknownSequence(Int)
  /// The sequence is in the batch twice.
  case sequenceTwice(Int)
  /// The sequence was added already.
  case sequenceKnown(Int)
  /// A chunk does not continue what the cache holds, or leaves the prompt.
  case chunkOutOfPlace(sequence: Int, position: Int, cachedTokens: Int, knownTokens: Int)
  /// A sequence decodes before its prompt is complete.
  case decodesTooEarly(sequence: Int, cachedTokens: Int, knownTokens: Int)
  /// More tokens than a step may process.
  case tooManyTokens(Int, limit: Int)
  /// More sequences than the engine can know.
  case tooManySequences(limit: Int)
  /// The sequence would outgrow its limit.
  case sequenceTooLong(Int, limit: Int)
  /// A token that the vocabulary does not have.
  case unknownToken(Int32, sequence: Int)
  /// The pool has fewer free blocks than the batch needs.
  case noBlocks(needed: Int, free: Int)
  /// Keys and values of another engine that are not as many as the sequence's blocks hold.
  case keyValuesOfAnotherSize(sequence: Int, bytes: Int, expected: Int)

  /// The fault in a sentence.
  public var description: String {
    switch self {
    case .empty: "the batch is empty"
    case .unknownSequence(let id): "sequence \(id) was never added"
    case .sequenceTwice(let id): "sequence \(id) is in the batch twice"
    case .sequenceKnown(let id): "sequence \(id) was added before"
    case .chunkOutOfPlace(let id, let position, let cached, let known):
      "a chunk of sequence \(id) begins at \(position), where \(cached) of \(known) tokens are cached"
    case .decodesTooEarly(let id, let cached, let known): "sequence \(id) decodes with \(cached) of \(known) tokens cached"
    case .tooManyTokens(let count, let limit): "the batch has \(count) tokens, at most \(limit) are possible"
    case .tooManySequences(let limit): "more than \(limit) sequences"
    case .sequenceTooLong(let id, let limit): "sequence \(id) would outgrow \(limit) tokens"
    case .unknownToken(let token, let id): "token \(token) of sequence \(id) is not in the vocabulary"
    case .noBlocks(let needed, let free): "the batch needs \(needed) KV blocks and \(free) are free"
    case .keyValuesOfAnotherSize(let id, let bytes, let expected):
      "the KV of sequence \(id) came in \(bytes) bytes, and its blocks hold \(expected)"
    }
  }
}
