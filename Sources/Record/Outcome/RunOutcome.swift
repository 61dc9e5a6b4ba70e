import Kernel

/// What a run came to, apart from its statistics.
public struct RunOutcome: Hashable, Sendable {
  /// When the last thing happened.
  public var end: Instant
  /// Requests that arrived.
  public var arrived: Int
  /// Requests that finished.
  public var finished: Int
  /// Requests turned away, by reason in the order of ``RejectionReason``.
  public var rejected: [Int]
  /// Requests still waiting or running at the horizon.
  public var unfinished: Int
  /// Tokens of prompts that arrived, rejected ones included.
  public var promptTokens: Int
  /// Tokens produced, those of unfinished requests included.
  public var outputTokens: Int
  /// Events handled: arrivals and wake-ups of replicas.
  public var events: Int
  /// The digest of all that happened to requests, equal for equal runs.
  public var digest: UInt64
  /// Each replica's sums.
  public var replicas: [ReplicaOutcome]
  /// KV handed over between replicas.
  public var handOvers: HandOverTotals
  /// How often a request was sent elsewhere because its replica crashed.
  public var retries: Int
  /// Replicas that the autoscaler started.
  public var startUps: Int

  /// An outcome as it stands.
  public init(
    end: Instant, arrived: Int, finished: Int, rejected: [Int], unfinished: Int, promptTokens: Int, outputTokens: Int,
    events: Int, digest: UInt64, replicas: [ReplicaOutcome], handOvers: HandOverTotals = HandOverTotals(), retries: Int = 0,
    startUps: Int = 0
  ) {
    self.end = end
    self.arrived = arrived
    self.finished = finished
    self.rejected = rejected
    self.unfinished = unfinished
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.events = events
    self.digest = digest
    self.replicas = replicas
    self.handOvers = handOvers
    self.retries = retries
    self.startUps = startUps
  }
}
