import Kernel

/// One bin of a run's time series: levels as they stood at its end, and what happened within it.
public struct SeriesBin: Hashable, Sendable {
  /// When the bin begins.
  public var start: Instant
  /// When it ends; the last bin ends with the run.
  public var end: Instant
  /// Requests waiting at the bin's end.
  public var waiting: Int
  /// Requests admitted to a replica at the bin's end.
  public var running: Int
  /// KV blocks in use at the bin's end.
  public var kvBlocksUsed: Int
  /// Requests that arrived within the bin.
  public var arrived: Int
  /// Requests that finished within the bin.
  public var finished: Int
  /// Prompt tokens prefilled within the bin, recomputation included.
  public var prefillTokens: Int
  /// Tokens produced within the bin.
  public var outputTokens: Int
  /// Joules drawn within the bin, idle draw included.
  public var joules: Double
  /// The same of each pool alone, in the order of the cluster; empty where it was not told.
  public var poolJoules: [Double]

  /// A bin as it stands.
  public init(
    start: Instant, end: Instant, waiting: Int, running: Int, kvBlocksUsed: Int, arrived: Int, finished: Int, prefillTokens: Int,
    outputTokens: Int, joules: Double, poolJoules: [Double] = []
  ) {
    self.start = start
    self.end = end
    self.waiting = waiting
    self.running = running
    self.kvBlocksUsed = kvBlocksUsed
    self.arrived = arrived
    self.finished = finished
    self.prefillTokens = prefillTokens
    self.outputTokens = outputTokens
    self.joules = joules
    self.poolJoules = poolJoules
  }

  /// The bin's width.
  public var width: Duration { end - start }
  /// Tokens produced a second.
  public var outputTokensPerSecond: Double { perSecond(Double(outputTokens)) }
  /// Mean power within the bin.
  public var watts: Double { perSecond(joules) }

  private func perSecond(_ amount: Double) -> Double { width.picoseconds == 0 ? 0 : amount / width.seconds }
}
