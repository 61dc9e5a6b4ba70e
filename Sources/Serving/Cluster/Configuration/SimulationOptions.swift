import Kernel
import Record
import Workload

/// How a run is carried out, beside the cluster and its load.
public struct SimulationOptions: Sendable {
  /// Seed of every random stream of the run.
  public var seed: UInt64
  /// What policies may know of output lengths.
  public var predictor: OutputPredictor
  /// Requests kept in flight in a closed loop, which then ignores the arrivals' own times; nil for an open loop.
  public var concurrency: Int?
  /// Width of the time series' bins; nil for no series.
  public var seriesBin: Duration?
  /// Nothing happens after this instant; what is in flight then counts as unfinished.
  public var horizon: Instant
  /// Whether undisturbed decoding is leapt over in closed form. Off gives the plain loop, with the same results.
  public var leaps: Bool
  /// Tokens in a block of the load's ``Arrival/blockHashes``, a multiple of the block of every replica that caches
  /// prefixes: such a block is then several of theirs. Nil where prompts have no identities in the load.
  public var promptBlockTokens: Int?
  /// Kinds of requests, drawn for each from its own sub-stream; empty where all are alike.
  public var classes: [RequestClass]
  /// Adapters that requests ask for; nil where they ask for none.
  public var adapters: AdapterLoad?
  /// Images that requests show, as they are in the prompts of the load, whose seed must be ``seed``; nil where they show none.
  public var images: ImageLoad?
  /// Observers are told no gaps between the tokens of requests numbered below this: those of a warm-up that is counted in requests.
  public var gapsFromRequest: Int
  /// Whether every invariant is checked after every instant, at a cost linear in what is in flight.
  public var checksEveryInstant: Bool

  /// Options; the defaults are a plain open-loop run to the end of its load.
  public init(
    seed: UInt64 = 1, predictor: OutputPredictor = .none, concurrency: Int? = nil, seriesBin: Duration? = nil,
    horizon: Instant = .never, leaps: Bool = true, promptBlockTokens: Int? = nil, classes: [RequestClass] = [],
    gapsFromRequest: Int = 0, checksEveryInstant: Bool = false
  ) {
    self.seed = seed
    self.predictor = predictor
    self.concurrency = concurrency
    self.seriesBin = seriesBin
    self.horizon = horizon
    self.leaps = leaps
    self.promptBlockTokens = promptBlockTokens
    self.classes = classes
    self.gapsFromRequest = gapsFromRequest
    self.checksEveryInstant = checksEveryInstant
  }
}
