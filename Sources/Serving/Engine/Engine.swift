import Hardware
import Kernel
import Record

/// One engine: a policy, and the state that it plans for.
///
/// The state is in a box, which a plan hands to the ``Iteration`` and takes back. So the policy changes the state only through
/// what the iteration offers, and policy and state are never reached at once by two ways.
struct Engine: ~Copyable {
  private var policy: any Scheduler
  var state: Box<EngineState>
  /// What the policy was made of, for an engine that begins anew after a crash.
  private let origin: (type: any Scheduler.Type, parameters: Parameters, description: ReplicaDescription)

  /// An engine with nothing in it.
  ///
  /// - Throws: ``InputError`` for limits that do not fit each other.
  init(
    _ id: EngineIdentity, _ configuration: ReplicaConfiguration, leaps: Bool, seed: UInt64 = 0, overlapsTransfers: Bool = false,
    prefixes: consuming Box<PrefixCache> = .empty, tiers: consuming Box<PrefixTiers> = .empty,
    stages: consuming EngineStages = EngineStages()
  ) throws {
    let type = try configuration.customScheduler ?? SchedulerCatalog.scheduler(named: configuration.scheduler)
    let parameters = try Parameters(type.parameters, given: configuration.schedulerParameters, policy: type.name)
    let batchedTokens =
      configuration.maximumBatchedTokens
      ?? max(type.defaultBatchedTokens(maximumModelTokens: configuration.maximumModelTokens), configuration.maximumSequences)
    try configuration.check(batchedTokens: batchedTokens)
    let description = ReplicaDescription(
      maximumSequences: configuration.maximumSequences, maximumBatchedTokens: batchedTokens,
      maximumModelTokens: configuration.maximumModelTokens, kvBlocks: configuration.kvBlocks,
      blockTokens: configuration.blockTokens, kvLayout: configuration.kvLayout)
    let policy = try type.init(parameters, replica: description)
    let attention = configuration.rules.sharedPrefixAttention
    let own = KVReservation.own(tokensAhead: configuration.speculation?.tokensAhead ?? 0)
    let reservation = policy.reservation ?? (configuration.rules.reservesOutput ? own : nil)
    let sharesReads = attention != .off || policy.engineChanges.sharedPrefixAttention != .off
    try configuration.checkSpeculation(reserves: policy.reservation != nil, sharesReads: sharesReads)
    try configuration.checkBudgets(reserves: reservation != nil, sharesReads: sharesReads)
    try configuration.checkAdapters(under: type)
    try configuration.checkEncoder()
    self.policy = policy
    origin = (type, parameters, description)
    let maximumSequences = min(configuration.maximumSequences + max(0, policy.engineChanges.extraSequences), batchedTokens)
    let limits = EngineLimits(
      maximumSequences: maximumSequences, maximumBatchedTokens: batchedTokens, maximumModelTokens: configuration.maximumModelTokens,
      longestPrefillTokens: policy.longestPrefillTokens, ordersWaiting: type.ordersWaiting, leaps: leaps,
      overlapsTransfers: overlapsTransfers)
    state = Box(
      EngineState(
        id: id, limits: limits, rules: configuration.rules, costModel: configuration.costModel, reservation: reservation,
        compaction: configuration.compaction,
        memory: KVPool(
          totalBlocks: configuration.kvBlocks, blockTokens: configuration.blockTokens,
          // Where nothing gives way for want of blocks, none need stay free for what runs.
          watermarkBlocks: policy.keepsWatermark && !configuration.rules.reservesOutput ? configuration.watermarkBlocks : 0,
          layout: configuration.kvLayout, prefixes: prefixes, tiers: tiers, blocksOfOthers: configuration.blocksOfOthers),
        decodes: DecodeSet(
          engine: id.index, blockTokens: configuration.blockTokens, readCaps: configuration.costModel.readCaps,
          layout: configuration.kvLayout, keepsLead: configuration.costModel.readsContextLead, takesBlocks: reservation == nil,
          speculation: configuration.speculativeSteps(seed: seed, takesBlocks: reservation == nil)),
        groups: EngineState.groups(configuration, attention == .off ? policy.engineChanges.sharedPrefixAttention : attention),
        batch: Batch(maximumSequences: maximumSequences), stages: stages))
    state.value.adapters = configuration.adapterSlots
    state.value.encoder = configuration.encoderCache
  }

  /// Puts a request into the queue, or where the policy's order has it.
  mutating func enqueue(_ slot: Slot, now: Instant, _ shared: inout SharedState) {
    shared.requests[slot].move(to: .waiting)
    if state.value.limits.ordersWaiting {
      // The policy is asked about a request that waits.
      let facts = RequestFacts(slot, shared.requests, gained: (0, 0))
      shared.requests.order[slot] = OrderNode(key: policy.waitingKey(of: facts), request: facts.id)
    }
    state.value.enqueue(slot, now: now, &shared)
  }

  /// Gives the engine a policy that remembers nothing.
  mutating func renewPolicy() throws { policy = try origin.type.init(origin.parameters, replica: origin.description) }

  /// Lets the policy say what runs next and begins it.
  ///
  /// - Returns: whether anything runs.
  /// - Throws: ``BrokenInvariant`` where the policy asks for what cannot be, or leaves work lying with nothing to wake it.
  @discardableResult mutating func plan(now: Instant, _ shared: inout Box<SharedState>) throws -> Bool {
    state.value.batch.lacksMemory = false
    if state.value.queues.count == 0 {
      state.value.freeBlocksOfEnded()
      return false
    }
    state.value.memory.loadEnd = now
    var preemptions = state.value.totals.preemptions
    var sight = state.value.sight(now: now, &shared.value.requests)
    compose(now: now, sight: sight, &shared)
    if state.value.mayPlanAnew(preemptions: preemptions, overlooks: sight.received < now) {
      // A plan that holds nothing, and was made ahead or before requests were taken in, is made anew with all that is known
      // once the iteration has ended. So is one whose every request gave way to KV that is handed over, and again while requests
      // give way to each other: there is room for one of them at last.
      sight = state.value.sightOfAll(now: now)
      repeat {
        state.value.freeBlocksOfEnded()
        preemptions = state.value.totals.preemptions
        compose(now: now, sight: sight, &shared)
      } while state.value.onlyPreempted(since: preemptions)
    }
    return try state.value.begin(now: now, sight: sight, &shared.value)
  }

  /// Lets the policy say what it wants to run; the batch's proposal then holds it.
  @inline(__always) private mutating func compose(now: Instant, sight: PlanSight, _ shared: inout Box<SharedState>) {
    state.value.batch.open(tokenBudget: state.value.limits.maximumBatchedTokens)
    if !state.value.adapters.isEmpty { state.value.claimAdapters(now: now, sight: sight, &shared.value) }
    if state.value.queues.landed.count > 0 { state.value.admitLanded(visibleUntil: sight.own, &shared.value) }
    var iteration = Iteration(engine: state.take(), shared: shared.take(), now: now, sight: sight)
    policy.plan(&iteration)
    state = iteration.engine.take()
    shared = iteration.shared.take()
  }
}

extension EngineState {
  /// What an engine is made of; everything else begins empty.
  init(
    id: EngineIdentity, limits: EngineLimits, rules: EngineRules, costModel: any CostModel, reservation: KVReservation?,
    compaction: KVCompaction?, memory: consuming KVPool, decodes: consuming DecodeSet, groups: consuming Box<RequestGroups>,
    batch: consuming Batch, stages: consuming EngineStages
  ) {
    self.id = id
    self.limits = limits
    self.rules = rules
    self.costModel = costModel
    self.reservation = reservation
    self.compaction = compaction
    self.memory = memory
    self.decodes = decodes
    self.groups = groups
    self.batch = batch
    self.stages = stages
  }
}
