import Hardware
import Kernel

/// One model on its accelerators: a queue, the running sequences, their KV cache, a policy, and the batch under way.
///
/// It knows no event queue. ``Simulation`` drives it against the simulated clock; whatever else plans batches the same
/// way can drive it too.
struct Replica: ~Copyable {
  /// A part of a prompt in the batch under way.
  struct Chunk: BitwiseCopyable {
    var slot: Int32
    var tokens: Int32
  }

  /// The blocks of a request that has ended, and its number in the prefix cache.
  struct Departure: BitwiseCopyable {
    var blocks: Int32
    var prompt: Int32
  }

  /// Its place among all lanes of the cluster; a replica is one lane, or several where it is a pipeline with several
  /// micro-batches in flight.
  let index: Int
  /// The replica's number as it is seen from outside, and which of its lanes this is.
  let number: Int
  let lane: Int
  let pool: Int
  let maximumSequences: Int
  let maximumBatchedTokens: Int
  let maximumModelTokens: Int
  let longestPrefillTokens: Int
  let costModel: any CostModel
  let rules: EngineRules
  /// What is set aside for each request, if the policy wants that.
  let reservation: KVReservation?
  /// Whether the policy orders the queue.
  let ordersWaiting: Bool
  private let leaps: Bool
  private var scheduler: any Scheduler
  /// What the policy was made of, for a replica that begins anew after a crash.
  private let policy: (type: any Scheduler.Type, parameters: Parameters, description: ReplicaDescription)
  /// Thousandths of their time that iterations take: 1000 but for a straggler.
  var slowdownPermille: Int64 = 1000

  var waiting = RequestQueue<PlaceChain>()
  private var waitingOrder = WaitingOrder()
  /// How many of those had run before.
  private(set) var waitingAgain = 0
  /// When a request came into the queue last.
  var lastQueued = Instant.start
  /// Requests whose KV lies in the host's memory, and how many blocks of it they fill.
  var swapped = RequestQueue<PlaceChain>()
  var swappedBlocks = 0
  /// Blocks moved by the plan being made.
  var blocksSwappedOut = 0
  var blocksSwappedIn = 0
  /// Requests whose KV has been handed over to this replica and that are not admitted yet.
  var landed = RequestQueue<PlaceChain>()
  /// Requests that wait for room here, to hand their KV over: numbers of hand-overs, the first one first.
  var awaitingRoom = HandOverQueue()
  /// Requests whose KV is here although they have left, and blocks kept for KV that is on its way here.
  var handingOver = 0
  var blocksAwaited = 0
  /// Whether prompts computed here are handed over while they are computed, layer by layer.
  let overlapsHandOvers: Bool
  var running = RequestQueue<PlaceChain>()
  var prefilling = RequestQueue<PrefillChain>()
  var cache: KVCache
  /// Where prompts go that the cache forgets; nil without such tiers.
  let tiers: UnsafeMutablePointer<PrefixTiers>?
  /// When what the plan has loaded from them is here.
  var loadEnd = Instant.start
  var decodes: DecodeSet
  /// Requests that begin alike; owned, nil without prefix caching.
  let groups: UnsafeMutablePointer<RequestGroups>?

  /// The batch under way.
  var isBusy = false
  /// Whether the latest plan could run nothing of what is here, or took the place of the one request that ran.
  var lacksMemory = false
  /// When the front end has served all that came so far.
  var frontEndFree = Instant.start
  var span = IterationRun()
  var batchDecodes = false
  /// The pipeline stages that it shares with the replica's other lanes, where there are several.
  let stages: UnsafeMutablePointer<StageQueue>?
  /// How long each stage works on the batch under way.
  let stageTimes: UnsafeMutablePointer<Duration>
  /// Requests sent to this lane and not answered.
  var outstanding = 0
  /// Decode steps of the span after its first whose blocks have been taken ahead of its end.
  var stepsAllocated = 0
  /// Whether an arrival could change what the batch under way would be followed by.
  private(set) var arrivalsMatter = true
  let chunks: UnsafeMutablePointer<Chunk>
  var chunkCount = 0
  /// Counts plans, so that a request planned twice in one is noticed.
  private(set) var round = 0
  /// When the iteration began that ended last.
  var lastIterationStart = Instant.start
  /// Tells a wake-up that is still meant from one that a cut leap left behind.
  var wakeVersion: UInt32 = 0

  /// Requests that ended with the latest iteration, for the simulation to collect.
  let ended: UnsafeMutablePointer<Int32>
  var endedCount = 0
  /// Requests that end together, in order of arrival; with prefix caching only.
  let leaving: UnsafeMutablePointer<Int32>
  /// Requests whose prompt the iterations just settled have computed, to be decoded elsewhere.
  let departing: UnsafeMutablePointer<Int32>
  var departingCount = 0
  /// What the policy has settled on in its latest plan.
  let proposal: UnsafeMutablePointer<Iteration.Proposal>
  /// What requests hold that ended with the latest iteration, until the plan is made that was not to know of their end.
  let departed: UnsafeMutablePointer<Departure>
  var departedCount = 0
  /// Requests whose prompt was done for the first time with the latest iteration.
  let started: UnsafeMutablePointer<Int32>
  var startedCount = 0

  var totals = ReplicaTotals()

  /// A replica with nothing in it. One of several lanes is told which, and the stages that all of them share.
  init(
    index: Int, pool: Int, _ configuration: ReplicaConfiguration, leaps: Bool, prefixes sharing: PrefixSharing? = nil,
    number: Int? = nil, lane: Int = 0, stages: UnsafeMutablePointer<StageQueue>? = nil, overlapsHandOvers: Bool = false
  ) throws {
    let policy = try configuration.customScheduler ?? SchedulerCatalog.scheduler(named: configuration.scheduler)
    let parameters = try Parameters(policy.parameters, given: configuration.schedulerParameters, policy: policy.name)
    let batchedTokens =
      configuration.maximumBatchedTokens
      ?? max(policy.defaultBatchedTokens(maximumModelTokens: configuration.maximumModelTokens), configuration.maximumSequences)
    try Self.check(configuration, batchedTokens: batchedTokens)
    let description = ReplicaDescription(
      maximumSequences: configuration.maximumSequences, maximumBatchedTokens: batchedTokens,
      maximumModelTokens: configuration.maximumModelTokens, kvBlocks: configuration.kvBlocks,
      blockTokens: configuration.blockTokens)
    scheduler = try policy.init(parameters, replica: description)
    self.policy = (policy, parameters, description)
    self.index = index
    self.number = number ?? index
    self.lane = lane
    self.stages = stages
    stageTimes = .allocate(capacity: stages?.pointee.count ?? 0)
    self.pool = pool
    self.leaps = leaps
    self.overlapsHandOvers = overlapsHandOvers
    maximumSequences = min(configuration.maximumSequences + max(0, scheduler.engineChanges.extraSequences), batchedTokens)
    maximumBatchedTokens = batchedTokens
    maximumModelTokens = configuration.maximumModelTokens
    longestPrefillTokens = scheduler.longestPrefillTokens
    reservation = scheduler.reservation
    ordersWaiting = policy.ordersWaiting
    costModel = configuration.costModel
    rules = configuration.rules
    cache = KVCache(
      totalBlocks: configuration.kvBlocks, blockTokens: configuration.blockTokens,
      watermarkBlocks: scheduler.keepsWatermark ? configuration.watermarkBlocks : 0,
      prefixes: sharing?.cache(of: configuration, lane: index))
    tiers = sharing?.tiers(of: configuration, pool: pool)
    let attention = rules.sharedPrefixAttention
    groups = Self.groups(configuration, attention == .off ? scheduler.engineChanges.sharedPrefixAttention : attention)
    decodes = DecodeSet(
      replica: index, blockTokens: configuration.blockTokens, readCaps: configuration.costModel.readCaps,
      keepsLead: configuration.costModel.readsContextLead, takesBlocks: reservation == nil, groups: groups)
    chunks = .allocate(capacity: maximumSequences)
    ended = .allocate(capacity: maximumSequences)
    started = .allocate(capacity: maximumSequences)
    departed = .allocate(capacity: maximumSequences)
    leaving = .allocate(capacity: configuration.rules.prefixCaching ? maximumSequences : 0)
    departing = .allocate(capacity: maximumSequences)
    proposal = .allocate(capacity: 1)
    proposal.initialize(to: Iteration.Proposal(tokenBudget: 0))
  }

  deinit {
    chunks.deallocate()
    ended.deallocate()
    started.deallocate()
    departed.deallocate()
    leaving.deallocate()
    departing.deallocate()
    proposal.deallocate()
    groups?.deinitialize(count: 1)
    groups?.deallocate()
    stageTimes.deallocate()
    cache.prefixes?.deinitialize(count: 1)
    cache.prefixes?.deallocate()
    tiers?.deinitialize(count: 1)
    tiers?.deallocate()
  }

  private static func check(_ configuration: ReplicaConfiguration, batchedTokens: Int) throws {
    try configuration.rules.check()
    func positive(_ value: Int, _ name: String) throws {
      if value < 1 { throw InputError("\(name) is \(value)", remedy: "at least 1") }
    }
    if configuration.microBatches < 1 || configuration.microBatches > 1 && configuration.pipeline == nil {
      throw InputError(
        "\(configuration.microBatches) micro-batches in flight", remedy: "1, or up to as many as there are pipeline stages")
    }
    if configuration.microBatches > 1 && (configuration.rules.prefixes.host ?? configuration.rules.prefixes.remote) != nil {
      throw InputError(
        "\(configuration.microBatches) micro-batches in flight beside tiers of the prefix cache, whose loads belong to one batch",
        remedy: "parallel.micro_batches: 1, or no tiers")
    }
    try positive(configuration.kvBlocks, "kv_blocks")
    try positive(configuration.blockTokens, "block_tokens")
    if configuration.blockTokens > 1_000_000 {
      throw InputError("block_tokens is \(configuration.blockTokens)", remedy: "at most 1000000")
    }
    try positive(configuration.maximumSequences, "max_sequences")
    try positive(configuration.maximumModelTokens, "max_model_tokens")
    if configuration.maximumSequences >= StepHeap.slotLimit {
      throw InputError("max_sequences is \(configuration.maximumSequences)", remedy: "less than \(StepHeap.slotLimit)")
    }
    if configuration.watermarkBlocks < 0 || configuration.watermarkBlocks >= configuration.kvBlocks {
      throw InputError(
        "the watermark of \(configuration.watermarkBlocks) blocks leaves none of \(configuration.kvBlocks)",
        remedy: "between 0 and kv_blocks - 1")
    }
    if batchedTokens < configuration.maximumSequences {
      throw InputError(
        "max_batched_tokens (\(batchedTokens)) is below max_sequences (\(configuration.maximumSequences))",
        remedy: "every running sequence needs room for one token")
    }
  }

  /// Why a request could never be served here, or nil.
  func rejection(promptTokens: Int, outputTokens: Int) -> RejectionReason? {
    if promptTokens + outputTokens > maximumModelTokens { return .exceedsModelLength }
    if let reservation {
      if !reservation.holds(promptTokens: promptTokens, outputTokens: outputTokens) { return .exceedsModelLength }
      if cache.blocks(forTokens: reservation.tokens(promptTokens: promptTokens)) > cache.totalBlocks { return .exceedsKVCapacity }
    }
    // The last token is never written to the cache; all before it may have to be computed anew after a preemption.
    let longest = promptTokens + outputTokens - 1
    if cache.blocks(forTokens: longest) + cache.watermarkBlocks > cache.totalBlocks { return .exceedsKVCapacity }
    if longest > longestPrefillTokens { return .exceedsBatchTokens }
    return nil
  }

  /// Puts a request at the end of the queue, or where the policy's order has it.
  mutating func enqueue(_ slot: Int32, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].phase = .waiting
    rows[Int(slot)].replica = Int32(index)
    rows[Int(slot)].queuedAt = now
    lastQueued = now
    if ordersWaiting {
      rows[Int(slot)].waitingKey = scheduler.waitingKey(of: RequestFacts(slot, rows + Int(slot), step: decodes.step))
    }
    joinQueue(slot, atHead: false, rows)
    totals.routed += 1
  }

  /// Puts a request into the queue: at one of its ends, or where its key has it if the policy orders the queue.
  @inline(__always) mutating func joinQueue(_ slot: Int32, atHead: Bool, _ rows: UnsafeMutablePointer<Request>) {
    if rows[Int(slot)].preemptions > 0 { waitingAgain += 1 }
    if ordersWaiting {
      stand(slot, rows)
    } else if atHead {
      waiting.prepend(slot, rows)
    } else {
      waiting.append(slot, rows)
    }
  }

  /// Puts a request where its key has it.
  @inline(never) private mutating func stand(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    waiting.insert(slot, behind: waitingOrder.insert(slot, rows), rows)
  }

  /// Takes a request out of the queue.
  @inline(__always) mutating func leaveQueue(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    waiting.remove(slot, rows)
    if ordersWaiting { waitingOrder.remove(slot, rows) }
    if rows[Int(slot)].preemptions > 0 { waitingAgain -= 1 }
  }

  /// Gives the replica a policy that remembers nothing.
  mutating func renewPolicy() throws { scheduler = try policy.type.init(policy.parameters, replica: policy.description) }

  /// Lets the policy say what runs next and begins it. Afterwards ``isBusy`` tells whether anything runs.
  ///
  /// - Throws: ``BrokenInvariant`` where the policy asks for what cannot be, or leaves work lying with nothing to wake it.
  mutating func plan(now: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>) throws {
    lacksMemory = false
    if waiting.count + running.count + swapped.count + landed.count == 0 { return releaseDeparted() }
    loadEnd = now
    let preemptions = totals.preemptions
    var visibleUntil = rules.asynchronousScheduling ? visibility(now: now, rows) : Instant(picoseconds: .max)
    compose(now: now, visibleUntil: visibleUntil, rows, ledger)
    if (departedCount + landed.count + totals.preemptions - preemptions > 0 || visibleUntil < now) && proposal.pointee.fault == nil
      && !proposal.pointee.decodes && chunkCount == 0
    {
      // A plan ahead that holds nothing waits for the iteration to end, and is made anew with all that is known then. So is
      // one whose every request gave way to KV that is handed over.
      releaseDeparted()
      visibleUntil = now
      compose(now: now, visibleUntil: visibleUntil, rows, ledger)
    }
    if let fault = proposal.pointee.fault { throw BrokenInvariant(fault.description, replica: index, time: now) }
    if !proposal.pointee.decodes && chunkCount == 0 {
      // KV that is handed over holds blocks until it has arrived, and the replica is woken then. No iteration is under way
      // meanwhile to plan ahead of, so whatever has come by then is seen.
      if handingOver + blocksAwaited > 0 {
        lastIterationStart = .never
        lacksMemory = true
        return
      }
      throw BrokenInvariant(
        "the policy runs nothing although \(waiting.count) requests wait and \(running.count) run", replica: index, time: now)
    }
    totals.peakRunning = max(totals.peakRunning, running.count)
    begin(now: now, visibleUntil: visibleUntil, rows)
    // Work that takes no time would make the order of events hang on whether the loop leaps.
    if span.first < 1 || span.growth.perStep < 0 {
      throw BrokenInvariant("the cost model prices an iteration at \(span.first) ps", replica: index, time: now)
    }
  }

  /// Lets the policy say what it wants to run; ``proposal`` then holds it.
  private mutating func compose(
    now: Instant, visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>
  ) {
    round += 1
    chunkCount = 0
    if landed.count > 0 { admitLanded(visibleUntil: visibleUntil, rows) }
    withUnsafeMutablePointer(to: &self) { replica in
      var iteration = Iteration(replica: replica, rows: rows, ledger: ledger, now: now, visibleUntil: visibleUntil)
      replica.pointee.scheduler.plan(&iteration)
    }
  }

  /// Until when a request must have been queued for the plan made now to see it, where plans are made ahead: until the
  /// iteration began that has just ended. Were there nothing to run for such a plan, the engine would have waited, and
  /// planned anew with all that came.
  private func visibility(now: Instant, _ rows: UnsafeMutablePointer<Request>) -> Instant {
    if running.count + swapped.count > 0 { return lastIterationStart }
    if landed.count > 0 && rows[Int(landed.first)].queuedAt <= lastIterationStart { return lastIterationStart }
    var slot = waiting.first
    while slot >= 0 {
      if rows[Int(slot)].queuedAt <= lastIterationStart { return lastIterationStart }
      // In order of arrival all behind it came later still.
      slot = ordersWaiting ? rows[Int(slot)].place.next : -1
    }
    return now
  }

  /// Prices the batch and decides how far it may leap.
  private mutating func begin(
    now: Instant, visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>
  ) {
    var shape = BatchShape()
    shape.prefillChunks = chunkCount
    shape.prefillTokens = proposal.pointee.prefillTokens
    shape.sampledRows = proposal.pointee.completions
    if proposal.pointee.decodes {
      shape.decodeSequences = decodes.count
      shape.decodeRows = decodes.count
      shape.decodeContext = decodes.contextOfNextStep
      shape.decodeContextLead = decodes.contextLead(rows)
      shape.sampledRows += decodes.count
      groups?.pointee.describe(&shape, running: running.count)
    }
    batchDecodes = proposal.pointee.decodes
    arrivalsMatter = proposal.pointee.arrivalsMatter
    isBusy = true
    stepsAllocated = 0
    if let stages { return enterStages(stages, shape: shape, now: now, rows) }
    var cost = costModel.iterationCost(of: shape, chunks: proposal.pointee.chunkCost)
    if slowdownPermille != 1000 { cost = cost.scaled(permille: slowdownPermille) }
    span.start = now
    span.count = 1
    span.first = cost.time(of: shape.decodeContext).picoseconds
    span.firstNanojoules = cost.nanojoules(of: shape.decodeContext)
    if batchDecodes {
      span.growth = decodes.growth(weightedBy: cost.time.slopes)
      span.growthNanojoules = decodes.growth(weightedBy: cost.energy.slopes)
    } else {
      (span.growth, span.growthNanojoules) = (.none, .none)
    }
    span.prefillNanojoules = Self.prefillNanojoules(of: cost, chunks: proposal.pointee.chunkCost, shape)
    let swapTime = takeSwapTime()
    totals.swapTime += swapTime
    span.first += swapTime.picoseconds
    if loadEnd > now { waitForLoad(from: now) }
    // Whoever the plan did not see changes the next one.
    let hidesRequests = waiting.count > 0 && lastQueued > visibleUntil
    // What the tiers hold of a waiting prompt may be worth loading when their links are free, and not before.
    // And what the cache holds of it is forgotten block by block as decodes take their own, so that a chunk of it may fit later.
    let waitsForCache =
      waiting.count > 0 && cache.prefixes != nil
      && (tiers?.pointee.isLoading(at: now) == true || !rules.reservesWholePrompt && rows[Int(waiting.first)].foundTokens > 0)
    let mayChange = arrivalsMatter && hidesRequests || landed.count > 0 && running.count < maximumSequences || waitsForCache
    if leaps && proposal.pointee.repeats && chunkCount == 0 && departedCount == 0 && span.leaps && swapTime == .zero && !mayChange {
      span.count = leapLength(holdsUpTo: cost.time.limit, rows)
    }
  }

  /// How many decode steps pass before something can change: a last token, a lack of blocks, a corner of the cost line.
  private mutating func leapLength(holdsUpTo contextLimit: Int, _ rows: UnsafeMutablePointer<Request>) -> Int {
    var steps = min(decodes.nextFinishStep(rows) - decodes.step, IterationRun.longestLeap)
    steps = min(steps, decodes.stepsToEdge(rows))
    if contextLimit != .max { steps = min(steps, max(1, (contextLimit - decodes.contextTokens) / decodes.count)) }
    return steps <= 1 ? 1 : 1 + decodes.stepsAfterNext(fitting: cache.freeBlocks, limit: steps - 1)
  }

  /// Shortens a leap so that it ends with the iteration under way at `now`. Tells whether its end has moved.
  mutating func cutLeap(now: Instant) -> Bool {
    if span.count == 1 || !arrivalsMatter { return false }
    let ended = span.stepsEnded(by: now)
    // An iteration that ends this instant is followed by a plan this instant, as in the plain loop.
    var kept = ended > 0 && span.start.picoseconds + span.length(ended) == now.picoseconds ? ended : ended + 1
    // A plan made ahead does not see the newcomer; the one after it does.
    if rules.asynchronousScheduling { kept += 1 }
    if kept >= span.count { return false }
    span.count = kept
    return true
  }
}
