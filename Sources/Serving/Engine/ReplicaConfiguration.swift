import Hardware
import Kernel
import Record

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
  /// How a sequence takes blocks; by default one for every so many tokens.
  public var kvLayout = KVLayout.plain
  /// What moving together what stays of a prompt costs; nil where nothing is moved.
  public var compaction: KVCompaction?
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
  /// A policy that is in no catalog, such as one under development; it is taken instead of the named one.
  public var customScheduler: (any Scheduler.Type)?
  /// What the scenario gives of the policy's parameters.
  public var schedulerParameters: [String: ParameterValue]
  /// Accelerators in a replica.
  public var accelerators: Int
  /// Watts that a replica draws when it does nothing, all accelerators and their share of the host.
  public var idleWatts: Double
  /// The lower draw to which it falls some time after work; nil where it does not while its server is up.
  public var rest: RestState?
  /// Watts that it draws while it is switched off: nothing where the machine is given back.
  public var offWatts = 0.0
  /// Price of a replica in US dollars an hour.
  public var dollarsPerHour: Double
  /// What the engine does beside its policy.
  public var rules: EngineRules
  /// Pipeline stages for several micro-batches in flight; nil where one batch at a time passes through the replica.
  public var pipeline: PipelinedCost?
  /// Micro-batches in flight, each with a scheduler and a limit of sequences of its own; 1 without a pipeline.
  public var microBatches = 1
  /// Whether the micro-batches take their blocks from one pool (version 1 of vLLM's engine); otherwise each has an equal part of
  /// its own (the virtual engines of its version 0).
  public var sharesKVPool = false
  /// What decode steps draft and verify; nil where each gives a sequence one token.
  public var speculation: SpeculationRules?
  /// Adapters that requests run with; nil where they have none.
  public var adapters: AdapterRules?
  /// What is done with images; nil where requests show none.
  public var encoder: EncoderRules?

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

  /// Tokens that the blocks hold, as long as no layer forgets any.
  var kvTokens: Int { kvBlocks / max(1, kvLayout.blocksPerBlockOfTokens) * blockTokens }

  /// Blocks of the pool that are not its own, of one of several engines that share one.
  var blocksOfOthers = 0

  /// Blocks of the pool that the engine takes its own from.
  var poolBlocks: Int { kvBlocks + blocksOfOthers }

  /// Sequences that may run at once on the whole replica.
  public var sequenceLimit: Int { maximumSequences * microBatches }

  /// Tokens of the longest sequence that its blocks hold beside the watermark.
  public var longestSequenceTokens: Int {
    let lane = oneLane
    return kvLayout.mostTokens(in: lane.poolBlocks - lane.watermarkBlocks, blockTokens: blockTokens)
  }

  /// Why a request could never be served here for its length, whatever the policy; nil where nothing is in its way.
  public func rejection(promptTokens: Int, outputTokens: Int) -> RejectionReason? {
    if promptTokens + outputTokens > maximumModelTokens { return .exceedsModelLength }
    // The last token is never written to the cache.
    return promptTokens + outputTokens - 1 + (speculation?.tokensAhead ?? 0) > longestSequenceTokens ? .exceedsKVCapacity : nil
  }

  /// The configuration of one of its engines (of a lane of its pipeline).
  var oneLane: ReplicaConfiguration {
    var lane = self
    lane.kvBlocks = kvBlocks / microBatches
    if sharesKVPool {
      // What does not divide is lent to one of them first.
      lane.blocksOfOthers = kvBlocks - lane.kvBlocks
    } else {
      lane.watermarkBlocks = watermarkBlocks / microBatches
    }
    lane.rules.swapSpace?.blocks /= microBatches
    return lane
  }
}

extension ReplicaConfiguration {
  /// Refuses limits that cannot be, or do not fit each other, of an engine whose iterations hold `batchedTokens` tokens.
  ///
  /// - Throws: ``InputError`` naming the setting.
  func check(batchedTokens: Int) throws {
    try rules.check()
    try checkDraw()
    try checkMicroBatches()
    try checkLayout()
    func positive(_ value: Int, _ name: String) throws {
      if value < 1 { throw InputError("\(name) is \(value)", remedy: "at least 1") }
    }
    try positive(kvBlocks, "kv_blocks")
    try positive(blockTokens, "block_tokens")
    if blockTokens > 1_000_000 { throw InputError("block_tokens is \(blockTokens)", remedy: "at most 1000000") }
    try positive(maximumSequences, "max_sequences")
    try positive(maximumModelTokens, "max_model_tokens")
    if maximumSequences >= StepHeap.slotLimit {
      throw InputError("max_sequences is \(maximumSequences)", remedy: "less than \(StepHeap.slotLimit)")
    }
    if watermarkBlocks < 0 || watermarkBlocks >= poolBlocks {
      throw InputError("the watermark of \(watermarkBlocks) blocks leaves none of \(poolBlocks)", remedy: "between 0 and kv_blocks - 1")
    }
    if batchedTokens < maximumSequences {
      throw InputError(
        "max_batched_tokens (\(batchedTokens)) is below max_sequences (\(maximumSequences))",
        remedy: "every running sequence needs room for one token")
    }
  }

  /// Blocks that a prefix shares are those of layers that keep everything. What other layers keep has no identity: each request
  /// holds its own, and no tier below keeps it.
  private func checkLayout() throws {
    try kvLayout.check()
    if kvLayout.isPlain || !rules.prefixCaching { return }
    if kvLayout.stateBlocks > 0 {
      throw InputError(
        "prefix caching where a sequence has a state, which is no prefix's", remedy: "engine.prefix_caching: false")
    }
    if !kvLayout.sharesPrefixes {
      throw InputError(
        "prefix caching where the layers that keep everything take \(kvLayout.blocks.whole) blocks for each block of tokens",
        remedy: "engine.prefix_caching: false, or engine.hybrid_kv_cache: false")
    }
    if (rules.prefixes.host ?? rules.prefixes.remote) != nil {
      throw InputError(
        "tiers of the prefix cache below layers that forget, whose part no tier keeps",
        remedy: "no tiers, or engine.hybrid_kv_cache: false")
    }
  }

  private func checkMicroBatches() throws {
    if microBatches < 1 || microBatches > 1 && pipeline == nil {
      throw InputError("\(microBatches) micro-batches in flight", remedy: "1, or up to as many as there are pipeline stages")
    }
    if microBatches > 1 && (rules.prefixes.host ?? rules.prefixes.remote) != nil {
      throw InputError(
        "\(microBatches) micro-batches in flight beside tiers of the prefix cache, whose loads belong to one batch",
        remedy: "parallel.micro_batches: 1, or no tiers")
    }
  }
}
