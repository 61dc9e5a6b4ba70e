import Hardware
import Kernel

/// One kind of replica: a model on its accelerators, with the limits of the serving engine.
///
/// Everything is resolved: the room Scenario turns names, memory fractions and layouts into these figures.
public struct ReplicaConfiguration: Sendable {
  /// What an iteration costs here.
  public var costModel: any CostModel
  /// KV blocks that the memory holds.
  public var kvBlocks: Int
  /// Tokens in a KV block.
  public var blockTokens: Int
  /// Blocks that an admission must leave free (vLLM: 1 % of all), so that running sequences have room to grow.
  public var watermarkBlocks: Int
  /// Sequences that may run at once.
  public var maximumSequences: Int
  /// Tokens that one iteration may hold; nil for the policy's own default.
  public var maximumBatchedTokens: Int?
  /// Prompt and output together may not be longer.
  public var maximumModelTokens: Int
  /// The policy's name, from ``SchedulerCatalog``.
  public var scheduler: String
  /// A policy that stands in no catalog, such as one under development; it is taken instead of the named one.
  public var customScheduler: (any Scheduler.Type)?
  /// What the scenario gives of the policy's parameters.
  public var schedulerParameters: [String: ParameterValue]
  /// Accelerators in a replica.
  public var accelerators: Int
  /// Watts that a replica draws when it does nothing, all accelerators and their share of the host.
  public var idleWatts: Double
  /// Price of a replica in US dollars an hour.
  public var dollarsPerHour: Double
  /// What the engine does beside its policy.
  public var rules: EngineRules
  /// Pipeline stages for several micro-batches in flight; nil where one batch at a time passes through the replica.
  public var pipeline: PipelinedCost?
  /// Micro-batches in flight, each with a scheduler, a limit of sequences and an equal part of the KV blocks of its own
  /// (vLLM's virtual engines); 1 without a pipeline.
  public var microBatches = 1

  /// A kind of replica; the defaults are those of vLLM.
  public init(
    costModel: any CostModel, kvBlocks: Int, blockTokens: Int = 16, watermarkBlocks: Int? = nil, maximumSequences: Int = 256,
    maximumBatchedTokens: Int? = nil, maximumModelTokens: Int, scheduler: String = "sarathi",
    schedulerParameters: [String: ParameterValue] = [:], accelerators: Int = 1, idleWatts: Double = 0, dollarsPerHour: Double = 0,
    rules: EngineRules = EngineRules()
  ) {
    self.costModel = costModel
    self.kvBlocks = kvBlocks
    self.blockTokens = blockTokens
    self.watermarkBlocks = watermarkBlocks ?? kvBlocks / 100
    self.maximumSequences = maximumSequences
    self.maximumBatchedTokens = maximumBatchedTokens
    self.maximumModelTokens = maximumModelTokens
    self.scheduler = scheduler
    self.schedulerParameters = schedulerParameters
    self.accelerators = accelerators
    self.idleWatts = idleWatts
    self.dollarsPerHour = dollarsPerHour
    self.rules = rules
  }

  /// Sequences that may run at once on the whole replica.
  public var sequenceLimit: Int { maximumSequences * microBatches }

  /// What one of its lanes is.
  var oneLane: ReplicaConfiguration {
    var lane = self
    lane.kvBlocks = kvBlocks / microBatches
    lane.watermarkBlocks = watermarkBlocks / microBatches
    lane.rules.swapSpace?.blocks /= microBatches
    return lane
  }
}

/// Replicas of one kind.
public struct PoolConfiguration: Sendable {
  /// As written in the scenario.
  public var name: String
  /// How many replicas it has.
  public var replicas: Int
  /// What each of them is.
  public var replica: ReplicaConfiguration
  /// What they do of a request.
  public var role: PoolRole
  /// How KV leaves them; read where the role is ``PoolRole/prefill``, and by routers that let any replica hand over.
  public var handOver: HandOverConfiguration
  /// The way of each replica to the others where the network is one of ports; nil for replicas without.
  public var port: LinkFigures?
  /// How the number of replicas follows the load; nil where all of them are always there.
  public var scaling: ScalingRule?

  /// A pool.
  public init(
    name: String, replicas: Int, replica: ReplicaConfiguration, role: PoolRole = .both,
    handOver: HandOverConfiguration = HandOverConfiguration(), port: LinkFigures? = nil
  ) {
    self.name = name
    self.replicas = replicas
    self.replica = replica
    self.role = role
    self.handOver = handOver
    self.port = port
  }
}

/// The cluster: pools behind one router, and behind a second one where KV is handed over. Replicas are numbered through the pools in their order.
public struct ClusterConfiguration: Sendable {
  /// The pools, in the order of the scenario.
  public var pools: [PoolConfiguration]
  /// The router's name, from ``RouterCatalog``.
  public var router: String
  /// What the scenario gives of the router's parameters.
  public var routerParameters: [String: ParameterValue]
  /// The router that chooses where KV is handed over to, from ``RouterCatalog``.
  public var decodeRouter: String
  /// What the scenario gives of its parameters.
  public var decodeRouterParameters: [String: ParameterValue]
  /// How replicas reach each other.
  public var network: NetworkConfiguration
  /// Grams of carbon dioxide for a kilowatt-hour of the electricity that the cluster draws; nil where nobody asks.
  public var carbonGramsPerKilowattHour: Double?
  /// What is to befall the replicas.
  public var failures = FailurePlan()
  /// When replicas take the other phase as well; nil where roles never change.
  public var mixedPool: MixedPoolRule?

  /// Whether all replicas are there all the time.
  public var isSteady: Bool { failures.isEmpty && pools.allSatisfy { $0.scaling == nil } }

  /// A cluster.
  public init(
    pools: [PoolConfiguration], router: String = "round_robin", routerParameters: [String: ParameterValue] = [:],
    decodeRouter: String = "least_requests", decodeRouterParameters: [String: ParameterValue] = [:],
    network: NetworkConfiguration = .ports
  ) {
    self.pools = pools
    self.router = router
    self.routerParameters = routerParameters
    self.decodeRouter = decodeRouter
    self.decodeRouterParameters = decodeRouterParameters
    self.network = network
  }

  /// Whether KV is handed over between replicas.
  public var handsOver: Bool { pools.contains { $0.role == .prefill } }

  /// Whether anything in the cluster draws: a router that is asked, or crashes by chance.
  public var draws: Bool {
    let asked = handsOver || mixedPool != nil ? [router, decodeRouter] : [router]
    return failures.draws || RouterCatalog.all.contains { $0.draws && asked.contains($0.name) }
  }
}

/// What policies may know of a request's output before it ends.
public enum OutputPredictor: Hashable, Sendable {
  /// Nothing.
  case none
  /// The truth: an upper bound on what prediction can bring.
  case oracle
  /// The truth times a log-normal error whose logarithm has this deviation, drawn from the request's own sub-stream.
  case noisy(logDeviation: Double)

  /// Whether predictions depend on the seed.
  public var draws: Bool { if case .noisy = self { true } else { false } }
}

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
  /// prefixes: such a block is then several of theirs. Nil where the load tells nothing of its prompts.
  public var promptBlockTokens: Int?
  /// Kinds of requests, drawn for each from its own sub-stream; empty where all are alike.
  public var classes: [RequestClass]
  /// Whether every invariant is checked after every instant, at a cost linear in what is in flight.
  public var checksEveryInstant: Bool

  /// Options; the defaults are a plain open-loop run to the end of its load.
  public init(
    seed: UInt64 = 1, predictor: OutputPredictor = .none, concurrency: Int? = nil, seriesBin: Duration? = nil,
    horizon: Instant = .never, leaps: Bool = true, promptBlockTokens: Int? = nil, classes: [RequestClass] = [],
    checksEveryInstant: Bool = false
  ) {
    self.seed = seed
    self.predictor = predictor
    self.concurrency = concurrency
    self.seriesBin = seriesBin
    self.horizon = horizon
    self.leaps = leaps
    self.promptBlockTokens = promptBlockTokens
    self.classes = classes
    self.checksEveryInstant = checksEveryInstant
  }
}
