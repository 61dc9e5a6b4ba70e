import Kernel

/// One request of a recorded server run, by the server's own clock.
public struct RecordedRequest: Hashable, Sendable {
  /// Tokens of the prompt.
  public var promptTokens: Int
  /// Tokens produced.
  public var outputTokens: Int
  /// When the engine queued it, since the first request was queued.
  public var queued: Instant
  /// When it first took part in an iteration.
  public var scheduled: Instant
  /// When its first token was out.
  public var firstToken: Instant
  /// When its last token was out.
  public var lastToken: Instant
  /// Identities of the prompt's full blocks; empty where the run does not tell them.
  public var blocks: [UInt64]

  /// A request as recorded.
  public init(
    promptTokens: Int, outputTokens: Int, queued: Instant, scheduled: Instant, firstToken: Instant, lastToken: Instant,
    blocks: [UInt64] = []
  ) {
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.queued = queued
    self.scheduled = scheduled
    self.firstToken = firstToken
    self.lastToken = lastToken
    self.blocks = blocks
  }
}
