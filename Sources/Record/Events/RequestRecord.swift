import Kernel

/// What happened to one request, told once, when it has ended.
public struct RequestRecord: Hashable, Sendable, BitwiseCopyable {
  /// Position in the load, from 0.
  public var request: Int
  /// Where it ran; the last replica, were there several.
  public var replica: Int
  /// Tokens of the prompt.
  public var promptTokens: Int
  /// Tokens produced.
  public var outputTokens: Int
  /// Prompt tokens taken from a cache instead of being prefilled.
  public var cachedTokens: Int
  /// How often it lost its place and was computed anew, or swapped out.
  public var preemptions: Int
  /// How often its replica crashed under it, and it was sent elsewhere.
  public var retries: Int
  /// When it reached the cluster.
  public var arrival: Instant
  /// When it first took part in an iteration.
  public var firstScheduled: Instant
  /// When its first token was out.
  public var firstToken: Instant
  /// When its last token was out.
  public var finish: Instant
  /// Its class, by position in the run's classes; 0 where the load has none.
  public var classIndex: Int
  /// The replica that computed its prompt, where another produced the tokens after the first.
  public var prefillReplica: Int?

  /// A request's history.
  @inlinable public init(
    request: Int, replica: Int, promptTokens: Int, outputTokens: Int, cachedTokens: Int = 0, preemptions: Int = 0,
    arrival: Instant, firstScheduled: Instant, firstToken: Instant, finish: Instant, classIndex: Int = 0, prefillReplica: Int? = nil,
    retries: Int = 0
  ) {
    self.request = request
    self.replica = replica
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.preemptions = preemptions
    self.arrival = arrival
    self.firstScheduled = firstScheduled
    self.firstToken = firstToken
    self.finish = finish
    self.classIndex = classIndex
    self.prefillReplica = prefillReplica
    self.retries = retries
  }
}
