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

  let index: Int
  let pool: Int
  let maximumSequences: Int
  let maximumBatchedTokens: Int
  let maximumModelTokens: Int
  let longestPrefillTokens: Int
  let costModel: any CostModel
  let rules: EngineRules
  private let leaps: Bool
  private var scheduler: any Scheduler

  var waiting = RequestQueue<PlaceChain>()
  var running = RequestQueue<PlaceChain>()
  var prefilling = RequestQueue<PrefillChain>()
  var cache: KVCache
  var decodes: DecodeSet

  /// The batch under way.
  var isBusy = false
  /// When the front end has served all that came so far.
  var frontEndFree = Instant.start
  var span = Span()
  var batchDecodes = false
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
  /// What requests hold that ended with the latest iteration, until the plan is made that was not to know of their end.
  let departed: UnsafeMutablePointer<Departure>
  var departedCount = 0
  /// Requests whose prompt was done for the first time with the latest iteration.
  let started: UnsafeMutablePointer<Int32>
  var startedCount = 0

  var totals = ReplicaTotals()

  /// A replica with nothing in it; `promptBlockTokens` is what a block of the load's identities holds.
  init(index: Int, pool: Int, _ configuration: ReplicaConfiguration, leaps: Bool, promptBlockTokens: Int? = nil) throws {
    let policy = try configuration.customScheduler ?? SchedulerCatalog.scheduler(named: configuration.scheduler)
    let parameters = try Parameters(policy.parameters, given: configuration.schedulerParameters, policy: policy.name)
    let batchedTokens =
      configuration.maximumBatchedTokens
      ?? max(policy.defaultBatchedTokens(maximumModelTokens: configuration.maximumModelTokens), configuration.maximumSequences)
    try Self.check(configuration, batchedTokens: batchedTokens)
    scheduler = try policy.init(
      parameters,
      replica: ReplicaDescription(
        maximumSequences: configuration.maximumSequences, maximumBatchedTokens: batchedTokens,
        maximumModelTokens: configuration.maximumModelTokens, kvBlocks: configuration.kvBlocks,
        blockTokens: configuration.blockTokens))
    self.index = index
    self.pool = pool
    self.leaps = leaps
    maximumSequences = configuration.maximumSequences
    maximumBatchedTokens = batchedTokens
    maximumModelTokens = configuration.maximumModelTokens
    longestPrefillTokens = scheduler.longestPrefillTokens
    costModel = configuration.costModel
    rules = configuration.rules
    cache = KVCache(
      totalBlocks: configuration.kvBlocks, blockTokens: configuration.blockTokens, watermarkBlocks: configuration.watermarkBlocks,
      prefixes: Self.prefixes(configuration, promptBlockTokens: promptBlockTokens))
    decodes = DecodeSet(
      replica: index, blockTokens: configuration.blockTokens, windowTokens: configuration.costModel.attentionWindowTokens,
      keepsLead: configuration.costModel.readsContextLead)
    chunks = .allocate(capacity: configuration.maximumSequences)
    ended = .allocate(capacity: configuration.maximumSequences)
    started = .allocate(capacity: configuration.maximumSequences)
    departed = .allocate(capacity: configuration.maximumSequences)
    leaving = .allocate(capacity: configuration.rules.prefixCaching ? configuration.maximumSequences : 0)
  }

  deinit {
    chunks.deallocate()
    ended.deallocate()
    started.deallocate()
    departed.deallocate()
    leaving.deallocate()
    cache.prefixes?.deinitialize(count: 1)
    cache.prefixes?.deallocate()
  }

  private static func prefixes(
    _ configuration: ReplicaConfiguration, promptBlockTokens: Int?
  ) -> UnsafeMutablePointer<PrefixCache>? {
    if !configuration.rules.prefixCaching { return nil }
    let prefixes = UnsafeMutablePointer<PrefixCache>.allocate(capacity: 1)
    let parts = (promptBlockTokens ?? configuration.blockTokens) / configuration.blockTokens
    prefixes.initialize(to: PrefixCache(totalBlocks: configuration.kvBlocks, partsOfIdentity: parts))
    return prefixes
  }

  private static func check(_ configuration: ReplicaConfiguration, batchedTokens: Int) throws {
    try configuration.rules.check()
    func positive(_ value: Int, _ name: String) throws {
      if value < 1 { throw InputError("\(name) is \(value)", remedy: "at least 1") }
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
    // The last token is never written to the cache; all before it may have to be computed anew after a preemption.
    let longest = promptTokens + outputTokens - 1
    if cache.blocks(forTokens: longest) + cache.watermarkBlocks > cache.totalBlocks { return .exceedsKVCapacity }
    if longest > longestPrefillTokens { return .exceedsBatchTokens }
    return nil
  }

  /// Puts a request at the end of the queue.
  mutating func enqueue(_ slot: Int32, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].phase = .waiting
    rows[Int(slot)].replica = Int32(index)
    rows[Int(slot)].queuedAt = now
    waiting.append(slot, rows)
    totals.routed += 1
  }

  /// Lets the policy say what runs next and begins it. Afterwards ``isBusy`` tells whether anything runs.
  ///
  /// - Throws: ``BrokenInvariant`` where the policy asks for what cannot be, or leaves work lying with nothing to wake it.
  mutating func plan(now: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>) throws {
    if waiting.count == 0 && running.count == 0 { return releaseDeparted() }
    var visibleUntil = rules.asynchronousScheduling ? visibility(now: now, rows) : Instant(picoseconds: .max)
    var proposal = proposal(now: now, visibleUntil: visibleUntil, rows, ledger)
    if departedCount > 0 && proposal.fault == nil && !proposal.decodes && chunkCount == 0 {
      // A plan ahead that holds nothing waits for the iteration to end, and is made anew with all that is known then.
      releaseDeparted()
      visibleUntil = now
      proposal = self.proposal(now: now, visibleUntil: visibleUntil, rows, ledger)
    }
    if let fault = proposal.fault { throw BrokenInvariant(fault.description, replica: index, time: now) }
    if !proposal.decodes && chunkCount == 0 {
      throw BrokenInvariant(
        "the policy runs nothing although \(waiting.count) requests wait and \(running.count) run", replica: index, time: now)
    }
    totals.peakRunning = max(totals.peakRunning, running.count)
    begin(proposal, now: now, visibleUntil: visibleUntil, rows)
    // Work that takes no time would make the order of events hang on whether the loop leaps.
    if span.first < 1 || span.growth < 0 {
      throw BrokenInvariant("the cost model prices an iteration at \(span.first) ps", replica: index, time: now)
    }
  }

  /// What the policy wants to run.
  private mutating func proposal(
    now: Instant, visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>
  ) -> Iteration.Proposal {
    round += 1
    chunkCount = 0
    return withUnsafeMutablePointer(to: &self) { replica in
      var iteration = Iteration(replica: replica, rows: rows, ledger: ledger, now: now, visibleUntil: visibleUntil)
      replica.pointee.scheduler.plan(&iteration)
      return iteration.proposal
    }
  }

  /// Until when a request must have been queued for the plan made now to see it, where plans are made ahead: until the
  /// iteration began that has just ended. Were there nothing to run for such a plan, the engine would have waited, and
  /// planned anew with all that came.
  private func visibility(now: Instant, _ rows: UnsafeMutablePointer<Request>) -> Instant {
    if running.count == 0 && rows[Int(waiting.first)].queuedAt > lastIterationStart { return now }
    return lastIterationStart
  }

  /// Whether a request waits that the plan made now does not see and the next one will.
  private func hidesRequests(_ visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>) -> Bool {
    // Preempted requests stand first and new ones last, so the latest is at one of the two ends.
    waiting.count > 0
      && (rows[Int(waiting.first)].queuedAt > visibleUntil || rows[Int(waiting.last)].queuedAt > visibleUntil)
  }

  /// Prices the batch and decides how far it may leap.
  private mutating func begin(
    _ proposal: Iteration.Proposal, now: Instant, visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>
  ) {
    var shape = BatchShape()
    shape.prefillChunks = chunkCount
    shape.prefillTokens = proposal.prefillTokens
    shape.sampledRows = proposal.completions
    if proposal.decodes {
      shape.decodeSequences = decodes.count
      shape.decodeContextTokens = decodes.contextTokens + decodes.count
      shape.windowContextTokens = decodes.windowContextTokens + decodes.windowGrowing
      shape.decodeContextLead = decodes.contextLead(rows)
      shape.sampledRows += decodes.count
    }
    let cost = costModel.iterationCost(of: shape, chunks: proposal.chunkCost)
    let (context, window) = (Int64(shape.decodeContextTokens), Int64(shape.windowContextTokens))
    span.start = now
    span.count = 1
    span.first =
      cost.base.picoseconds + cost.perContextToken.picoseconds * context + cost.perWindowToken.picoseconds * window
    span.firstNanojoules =
      cost.baseNanojoules + cost.perContextTokenNanojoules * context + cost.perWindowTokenNanojoules * window
    let (grows, windowGrows) = (Int64(shape.decodeSequences), proposal.decodes ? Int64(decodes.windowGrowing) : 0)
    span.growth = cost.perContextToken.picoseconds * grows + cost.perWindowToken.picoseconds * windowGrows
    span.growthNanojoules = cost.perContextTokenNanojoules * grows + cost.perWindowTokenNanojoules * windowGrows
    batchDecodes = proposal.decodes
    arrivalsMatter = proposal.arrivalsMatter
    isBusy = true
    if leaps && proposal.repeats && chunkCount == 0 && departedCount == 0 && span.leaps
      && !(arrivalsMatter && hidesRequests(visibleUntil, rows))
    {
      span.count = leapLength(holdsUpTo: cost.holdsUpToContextTokens, rows)
    }
  }

  /// How many decode steps pass before something can change: a last token, a lack of blocks, a corner of the cost line.
  private mutating func leapLength(holdsUpTo contextLimit: Int, _ rows: UnsafeMutablePointer<Request>) -> Int {
    var steps = min(decodes.nextFinishStep(rows) - decodes.step, Span.longestLeap)
    steps = min(steps, decodes.stepsToWindowEdge(rows))
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
