/// One run of a fleet, counted by what became of its requests.
public struct PlanTrial: Hashable, Sendable {
  /// The run's seed.
  public let seed: UInt64
  /// Requests that the objective was asked of: all measured ones, rejected and unfinished included.
  public let requests: Int
  /// Of them, those that met each demand of the objective. Of a run that was cut short, no more than these can.
  public let met: [Int]
  /// Finished requests that exceeded each limit, in the order of the objective.
  public let exceeded: [Int]
  /// Requests that were turned away.
  public let rejected: Int
  /// Requests that had not ended at the horizon, or that no replica was left for.
  public let unfinished: Int
  /// Whether the run was cut short because the objective was out of reach.
  public let isCut: Bool
  /// Joules for an output token from the start to the last arrival, so that the last requests' tail counts for nothing; nil of a run
  /// that was cut short or made no token.
  public let joulesPerOutputToken: Double?
  /// The digest of all that happened to requests; nil of a run that was cut short.
  public let digest: UInt64?

  /// The 99th percentile of each latency that the objective limits, over the requests that finished, in picoseconds, in the order of
  /// the objective; nil of a run that was cut short, and of one that was stored without.
  public let p99Picoseconds: [Int64]?

  /// A run as it ended.
  package init(
    seed: UInt64, requests: Int, met: [Int], exceeded: [Int], rejected: Int, unfinished: Int, isCut: Bool, joulesPerOutputToken: Double?,
    digest: UInt64?, p99Picoseconds: [Int64]? = nil
  ) {
    self.seed = seed
    self.requests = requests
    self.met = met
    self.exceeded = exceeded
    self.rejected = rejected
    self.unfinished = unfinished
    self.isCut = isCut
    self.joulesPerOutputToken = joulesPerOutputToken
    self.digest = digest
    self.p99Picoseconds = p99Picoseconds
  }

  /// The share that met a demand.
  func share(ofDemand demand: Int) -> Double { requests == 0 ? 1 : Double(met[demand]) / Double(requests) }
}
