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

  let index: Int
  let pool: Int
  let maximumSequences: Int
  let maximumBatchedTokens: Int
  let maximumModelTokens: Int
  let longestPrefillTokens: Int
  let costModel: any CostModel
  private let leaps: Bool
  private var scheduler: any Scheduler

  var waiting = RequestQueue<PlaceChain>()
  var running = RequestQueue<PlaceChain>()
  var prefilling = RequestQueue<PrefillChain>()
  var cache: KVCache
  var decodes: DecodeSet

  /// The batch under way.
  private(set) var isBusy = false
  private(set) var span = Span()
  private(set) var batchDecodes = false
  /// Whether an arrival could change what the batch under way would be followed by.
  private(set) var arrivalsMatter = true
  let chunks: UnsafeMutablePointer<Chunk>
  private(set) var chunkCount = 0
  /// Counts plans, so that a request planned twice in one is noticed.
  private(set) var round = 0
  /// Tells a wake-up that is still meant from one that a cut leap left behind.
  var wakeVersion: UInt32 = 0

  /// Requests that ended with the latest iteration, for the simulation to collect.
  let ended: UnsafeMutablePointer<Int32>
  private(set) var endedCount = 0
  /// Requests whose prompt was done for the first time with the latest iteration.
  let started: UnsafeMutablePointer<Int32>
  private(set) var startedCount = 0

  private(set) var totals = ReplicaTotals()

  init(index: Int, pool: Int, _ configuration: ReplicaConfiguration, leaps: Bool) throws {
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
    cache = KVCache(
      totalBlocks: configuration.kvBlocks, blockTokens: configuration.blockTokens, watermarkBlocks: configuration.watermarkBlocks)
    decodes = DecodeSet(
      replica: index, blockTokens: configuration.blockTokens, windowTokens: configuration.costModel.attentionWindowTokens)
    chunks = .allocate(capacity: configuration.maximumSequences)
    ended = .allocate(capacity: configuration.maximumSequences)
    started = .allocate(capacity: configuration.maximumSequences)
  }

  deinit {
    chunks.deallocate()
    ended.deallocate()
    started.deallocate()
  }

  private static func check(_ configuration: ReplicaConfiguration, batchedTokens: Int) throws {
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
  mutating func enqueue(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].phase = .waiting
    rows[Int(slot)].replica = Int32(index)
    waiting.append(slot, rows)
    totals.routed += 1
  }

  /// Lets the policy say what runs next and begins it. Afterwards ``isBusy`` tells whether anything runs.
  ///
  /// - Throws: ``BrokenInvariant`` where the policy asks for what cannot be, or leaves work lying with nothing to wake it.
  mutating func plan(now: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>) throws {
    if waiting.count == 0 && running.count == 0 { return }
    round += 1
    chunkCount = 0
    let proposal = withUnsafeMutablePointer(to: &self) { replica in
      var iteration = Iteration(replica: replica, rows: rows, ledger: ledger, now: now)
      replica.pointee.scheduler.plan(&iteration)
      return iteration.proposal
    }
    if let fault = proposal.fault { throw BrokenInvariant(fault.description, replica: index, time: now) }
    if !proposal.decodes && chunkCount == 0 {
      throw BrokenInvariant(
        "the policy runs nothing although \(waiting.count) requests wait and \(running.count) run", replica: index, time: now)
    }
    totals.peakRunning = max(totals.peakRunning, running.count)
    begin(proposal, now: now, rows)
    // Work that takes no time would make the order of events hang on whether the loop leaps.
    if span.first < 1 || span.growth < 0 {
      throw BrokenInvariant("the cost model prices an iteration at \(span.first) ps", replica: index, time: now)
    }
  }

  /// Prices the batch and decides how far it may leap.
  private mutating func begin(_ proposal: Iteration.Proposal, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    var shape = BatchShape()
    shape.prefillChunks = chunkCount
    shape.prefillTokens = proposal.prefillTokens
    shape.sampledRows = proposal.completions
    if proposal.decodes {
      shape.decodeSequences = decodes.count
      shape.decodeContextTokens = decodes.contextTokens + decodes.count
      shape.windowContextTokens = decodes.windowContextTokens + decodes.windowGrowing
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
    if leaps && proposal.repeats && chunkCount == 0 && span.leaps {
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
    let kept = ended > 0 && span.start.picoseconds + span.length(ended) == now.picoseconds ? ended : ended + 1
    if kept >= span.count { return false }
    span.count = kept
    return true
  }

  /// Books the first `steps` iterations of the span as done. What ended stands in ``ended``, what produced its first
  /// token in ``started``.
  mutating func settle(
    steps: Int, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>, _ observer: (any Observer)?
  ) {
    endedCount = 0
    startedCount = 0
    isBusy = false
    if steps == 0 { return abandonStep(after: 0) }
    let end = span.end(of: steps)
    totals.iterations += steps
    totals.busy.picoseconds += span.length(steps)
    totals.dynamicNanojoules += Int128(span.nanojoules(steps))
    totals.sampledRows += steps * (batchDecodes ? decodes.count : 0)
    let told = told(steps: steps)
    if let observer, batchDecodes { reportGaps(of: told, to: observer) }
    if batchDecodes { settleDecodes(steps: steps, end: end, rows) }
    for index in 0..<chunkCount { settle(chunks[index], end: end, rows, ledger, observer) }
    chunkCount = 0
    observer?.iterationsEnded(told)
  }

  /// Gives back what the iteration under way at the horizon had taken for its decode step, which is not to end.
  private mutating func abandonStep(after steps: Int) {
    chunkCount = 0
    if !batchDecodes { return }
    let blocks = decodes.blocksForNextStep
    if steps > 0 { cache.allocate(blocks) }
    cache.release(blocks)
  }

  /// The iterations that end as an observer is told of them.
  private func told(steps: Int) -> IterationSpan {
    var prefillTokens = 0
    for index in 0..<chunkCount { prefillTokens += Int(chunks[index].tokens) }
    return IterationSpan(
      replica: index, start: span.start, count: steps, firstDuration: Duration(picoseconds: span.first),
      growth: Duration(picoseconds: span.growth), decodeSequences: batchDecodes ? decodes.count : 0,
      prefillTokens: prefillTokens, prefillChunks: chunkCount)
  }

  private func reportGaps(of told: IterationSpan, to observer: any Observer) {
    let (first, growth) = (told.firstDuration, told.growth)
    if decodes.isInStep && decodes.lastStepEnd == told.start {
      if told.count == 1 { return observer.tokenGaps(first, count: decodes.count) }
      observer.tokenGaps(first: first, growth: growth, steps: told.count, count: decodes.count)
    } else {
      decodes.reportGaps(end: told.start + first, to: observer)
      if told.count > 1 {
        observer.tokenGaps(first: first + growth, growth: growth, steps: told.count - 1, count: decodes.count)
      }
    }
  }

  private mutating func settleDecodes(steps: Int, end: Instant, _ rows: UnsafeMutablePointer<Request>) {
    if steps > 1 { cache.allocate(decodes.blocks(forSteps: steps - 1, from: 1)) }
    let members = decodes.count
    totals.decodeTokens += members * steps
    totals.decodeContextTokens += (decodes.contextTokens + members) * steps + members * (steps * (steps - 1) / 2)
    decodes.advance(steps: steps, end: end, rows)
    if steps < span.count { abandonStep(after: steps) }
    while let slot = decodes.removeFinished(rows) { finish(slot, rows) }
  }

  private mutating func settle(
    _ chunk: Chunk, end: Instant, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>,
    _ observer: (any Observer)?
  ) {
    let row = rows + Int(chunk.slot)
    let tokens = Int(chunk.tokens)
    totals.prefillTokens += tokens
    totals.prefillPairs += tokens * Int(row.pointee.contextTokens) + tokens * (tokens + 1) / 2
    row.pointee.contextTokens += chunk.tokens
    if row.pointee.remainingPrefill > 0 { return }
    totals.sampledRows += 1
    prefilling.remove(chunk.slot, rows)
    if row.pointee.generatedTokens == 0 {
      row.pointee.firstToken = end
      ledger.pointee.note(.firstToken, request: row.pointee.id, detail: index, time: end)
      started[startedCount] = chunk.slot
      startedCount += 1
    } else {
      observer?.tokenGaps(end - row.pointee.lastToken, count: 1)
    }
    row.pointee.generatedTokens += 1
    row.pointee.lastToken = end
    if row.pointee.generatedTokens == row.pointee.outputTokens {
      finish(chunk.slot, rows)
    } else {
      decodes.join(chunk.slot, rows)
    }
  }

  /// Gives back what a request holds. Its row, with all times in it, stays until the simulation has collected it.
  private mutating func finish(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].phase = .none
    cache.release(cache.blocks(forTokens: Int(rows[Int(slot)].contextTokens)))
    running.remove(slot, rows)
    totals.finished += 1
    ended[endedCount] = slot
    endedCount += 1
  }

  // MARK: What plans do, called by `Iteration` only

  /// Notes a chunk in the batch being planned and returns what its attention costs.
  mutating func addChunk(_ slot: Int32, tokens: Int, after contextTokens: Int) -> ChunkCost {
    chunks[chunkCount] = Chunk(slot: slot, tokens: Int32(tokens))
    chunkCount += 1
    return costModel.chunkCost(tokens: tokens, contextTokens: contextTokens)
  }

  /// Takes a running request's KV and puts it at the head of the queue, to be computed anew.
  mutating func evict(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let held: Int
    switch row.pointee.phase {
    case .prefilling:
      held = Int(row.pointee.prefillTarget)
      prefilling.remove(slot, rows)
    case .decoding:
      decodes.leave(slot, rows)
      held = Int(row.pointee.contextTokens)
    default:
      held = Int(row.pointee.contextTokens)
    }
    cache.release(cache.blocks(forTokens: held))
    running.remove(slot, rows)
    row.pointee.prefillTarget = row.pointee.promptTokens + row.pointee.generatedTokens
    row.pointee.contextTokens = 0
    row.pointee.preemptions += 1
    row.pointee.phase = .waiting
    totals.preemptions += 1
    waiting.prepend(slot, rows)
  }
}
