/// The pace that a request must keep: DeepSpeed-FastGen's effective throughput (Holmes et al., arXiv 2401.08671, section 4).
public struct TokenPace: Hashable, Sendable {
  /// The first token must be there after `prompt tokens / this` seconds.
  public var promptTokensPerSecond: Double
  /// The moving average of gaps between tokens must stay below one over this.
  public var generatedTokensPerSecond: Double
  /// Span of the exponential moving average in tokens.
  public var spanTokens: Int

  /// A pace.
  public init(promptTokensPerSecond: Double, generatedTokensPerSecond: Double, spanTokens: Int) {
    self.promptTokensPerSecond = promptTokensPerSecond
    self.generatedTokensPerSecond = generatedTokensPerSecond
    self.spanTokens = spanTokens
  }
}
