/// One iteration, and the part of its time that is asked for.
public struct StepQuestion: Hashable, Sendable {
  /// A prefill chunk, or several alike.
  public struct Chunk: Hashable, Sendable {
    /// How many of them.
    public var prompts: Int
    /// Prompt tokens in each.
    public var tokens: Int
    /// Tokens in the KV cache before it.
    public var contextTokens: Int
  }

  /// Which part of the iteration's time.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// All of it.
    case total
    /// Projections and feed-forward, without the LM head.
    case linear
    /// Attention of prefills and decodes, with its launch.
    case attention
    /// Both together, what papers call the step where they leave out host, norms and sampler.
    case linearAndAttention = "linear_and_attention"
  }

  /// Chunks prefilled.
  public var chunks: [Chunk]
  /// Sequences that decode a token.
  public var decodeSequences: Int
  /// Tokens of context of each, the decoded one included.
  public var decodeContextTokens: Int
  /// What is asked for.
  public var part: Part
}
