import Kernel

/// The state of the cluster at the edge of a time-series bin, as a monitoring scrape would see it; counters are totals
/// since the start of the run.
public struct SeriesSample: Hashable, Sendable {
  /// The edge.
  public var time: Instant
  /// Requests waiting, not yet admitted or preempted.
  public var waiting: Int
  /// Requests admitted to a replica.
  public var running: Int
  /// Requests on their way between client and replica, where the engine's rules give that a length.
  public var inTransit: Int
  /// KV blocks in use.
  public var kvBlocksUsed: Int
  /// Requests that arrived so far.
  public var arrived: Int
  /// Requests that finished so far.
  public var finished: Int
  /// Prompt tokens prefilled so far, recomputation included.
  public var prefillTokens: Int
  /// Tokens produced so far.
  public var outputTokens: Int
  /// Joules drawn so far, idle draw included.
  public var joules: Double
  /// The same of each pool alone, in the order of the cluster.
  public var poolJoules: [Double]

  /// A state as it stood.
  public init(
    time: Instant, waiting: Int, running: Int, kvBlocksUsed: Int, arrived: Int, finished: Int, prefillTokens: Int,
    outputTokens: Int, joules: Double, inTransit: Int = 0, poolJoules: [Double] = []
  ) {
    self.time = time
    self.waiting = waiting
    self.running = running
    self.kvBlocksUsed = kvBlocksUsed
    self.arrived = arrived
    self.finished = finished
    self.prefillTokens = prefillTokens
    self.outputTokens = outputTokens
    self.joules = joules
    self.inTransit = inTransit
    self.poolJoules = poolJoules
  }
}
