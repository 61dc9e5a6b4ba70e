/// What a pool of replicas is, as reports and databases tell it. Every replica of a pool is the same.
public struct PoolDescription: Hashable, Sendable {
  /// As written in the scenario.
  public var name: String
  /// How many replicas it has.
  public var replicas: Int
  /// What they do of a request.
  public var role: PoolRole
  /// Accelerators in a replica.
  public var accelerators: Int
  /// The name of the scheduling policy.
  public var scheduler: String
  /// KV blocks of a replica.
  public var kvBlocks: Int
  /// Tokens in a KV block.
  public var blockTokens: Int
  /// Sequences that may run at once on a replica, in each of its micro-batches.
  public var maximumSequences: Int
  /// Prompt and output of a request together may not be longer.
  public var maximumModelTokens: Int
  /// Micro-batches in flight on a replica; 1 without a pipeline.
  public var microBatches: Int
  /// Watts that a replica draws with nothing to do.
  public var idleWatts: Double
  /// Price of a replica in US dollars an hour.
  public var dollarsPerHour: Double

  /// Sequences that may run at once on a whole replica.
  public var sequenceLimit: Int { maximumSequences * microBatches }

  /// A pool; the defaults describe one unpriced accelerator a replica.
  public init(
    name: String, replicas: Int, role: PoolRole = .both, accelerators: Int = 1, scheduler: String = "sarathi", kvBlocks: Int,
    blockTokens: Int = 16, maximumSequences: Int = 256, maximumModelTokens: Int, microBatches: Int = 1, idleWatts: Double = 0,
    dollarsPerHour: Double = 0
  ) {
    self.name = name
    self.replicas = replicas
    self.role = role
    self.accelerators = accelerators
    self.scheduler = scheduler
    self.kvBlocks = kvBlocks
    self.blockTokens = blockTokens
    self.maximumSequences = maximumSequences
    self.maximumModelTokens = maximumModelTokens
    self.microBatches = microBatches
    self.idleWatts = idleWatts
    self.dollarsPerHour = dollarsPerHour
  }
}
