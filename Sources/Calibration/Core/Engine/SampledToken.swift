/// A token that a step produced, for a decoding sequence or for one whose prompt is complete.
public struct SampledToken: Hashable, Sendable, BitwiseCopyable {
  /// The sequence.
  public var sequence: Int
  /// The most likely next token.
  public var token: Int32

  /// A token of a sequence.
  public init(sequence: Int, token: Int32) {
    self.sequence = sequence
    self.token = token
  }
}
