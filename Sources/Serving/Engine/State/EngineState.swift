import Hardware
import Kernel
import Record

/// One engine, but for its policy: a queue, the running sequences, their KV cache, and the batch under way.
///
/// It knows no event queue and no other engine. ``Simulation`` drives it against the simulated clock; a caller with a clock of
/// its own can drive it too (``LiveReplica``).
struct EngineState: ~Copyable {
  let id: EngineIdentity
  let limits: EngineLimits
  let rules: EngineRules
  let costModel: any CostModel
  /// What is set aside for each request, if the policy wants that.
  let reservation: KVReservation?
  /// What moving together what stays of a prompt costs; nil where nothing is moved.
  let compaction: KVCompaction?
  var queues = EngineQueues()
  var memory: KVPool
  var swap = SwapState()
  var transfers = TransferState()
  var decodes: DecodeSet
  /// Requests that begin alike; empty without prefix caching.
  var groups: Box<RequestGroups>
  /// Adapters that requests run with; empty where they have none.
  var adapters: Box<AdapterSlots> = .empty
  /// Results of images; empty where nothing is encoded.
  var encoder: Box<EncoderCache> = .empty
  var batch: Batch
  var run = EngineRun()
  var stages: EngineStages
  var result = IterationResult()
  var totals = EngineTotals()

  /// Puts a request that waits into the queue; where its policy orders that, its key is noted.
  @inline(__always) mutating func enqueue(_ slot: Slot, now: Instant, _ shared: inout SharedState) {
    shared.requests[slot].engine = Int32(id.index)
    shared.requests[slot].marks.remove(.isTakenIn)
    wait(slot, atHead: false, now: now, &shared)
    totals.routed += 1
  }

  /// Lets a request wait: at one end of the queue, or where its key has it if the policy orders the queue.
  @inline(__always) mutating func wait(_ slot: Slot, atHead: Bool, now: Instant, _ shared: inout SharedState) {
    shared.requests[history: slot].queuedAt = now
    queues.lastQueued = now
    if atHead && rules.receiveInterval > 1 { shared.requests[slot].marks.insert(.isTakenIn) }
    queues.enter(slot, atHead: atHead, isOrdered: limits.ordersWaiting, &shared.requests)
  }

  /// Why a request could never be served here, or nil.
  func rejection(promptTokens: Int, outputTokens: Int) -> RejectionReason? {
    if promptTokens + outputTokens > limits.maximumModelTokens { return .exceedsModelLength }
    if let reservation {
      if !reservation.holds(promptTokens: promptTokens, outputTokens: outputTokens) { return .exceedsModelLength }
      let tokens = reservation.tokens(promptTokens: promptTokens, ownOutputTokens: outputTokens)
      if memory.blocks(forTokens: tokens) > memory.poolBlocks { return .exceedsKVCapacity }
    }
    // The last token is never written to the cache; all before it may have to be computed anew after a preemption.
    let longest = promptTokens + outputTokens - 1
    if longest + decodes.tokensAhead > memory.longestSequenceTokens { return .exceedsKVCapacity }
    if longest > limits.longestPrefillTokens { return .exceedsBatchTokens }
    return nil
  }

  /// Takes a request into the decode set.
  @inline(__always) mutating func joinDecodes(_ slot: Slot, _ shared: inout SharedState) {
    decodes.join(slot, &shared.requests)
    if !shared.requests[slot].marks.isEmpty { noteMarked(slot, change: 1, &shared.requests) }
  }

  /// Takes a request out of the decode set, its row brought up to date. Returns how many blocks it has beyond its context, taken ahead
  /// for drafts: its to give back.
  @inline(__always) mutating func leaveDecodes(_ slot: Slot, _ shared: inout SharedState) -> Int {
    if decodes.speculates { return leaveSpeculation(slot, &shared) }
    leavePlainDecodes(slot, &shared)
    return 0
  }

  /// The same where steps give one token.
  @inline(__always) mutating func leavePlainDecodes(_ slot: Slot, _ shared: inout SharedState) {
    decodes.leavePlain(slot, &shared.requests)
    if !shared.requests[slot].marks.isEmpty { noteMarked(slot, change: -1, &shared.requests) }
  }

  /// Notes of a request with marks that it has just joined the decode set, or left it.
  ///
  /// The table is lent to be written although it is only read: else it would be copied for the call.
  @inline(never) mutating func noteMarked(_ slot: Slot, change: Int, _ requests: inout RequestTable) {
    if requests[slot].marks.contains(.holdsCommon) { groups.value.decode(requests[history: slot].group, Int32(change)) }
    if requests[slot].marks.contains(.gapsUntold) { decodes.keepUntold(slot, requests, change: change) }
    if requests[slot].marks.contains(.usesAdapter) { adapters.value.decode(requests.adapters[slot].number, change: Int32(change)) }
  }

  /// Shortens a leap so that it ends with the iteration under way at `now`, for a request that has come. Returns whether its
  /// end has moved.
  mutating func cutLeapForArrival(now: Instant) -> Bool {
    // Where requests are taken in every so many iterations, each leap ends where they are.
    rules.receiveInterval == 1 && run.arrivalsMatter && run.cutLeap(at: now, for: .request, plansAhead: rules.asynchronousScheduling)
  }
}

/// The stages that an engine shares with the others of its replica, where it is one of several in a pipeline.
struct EngineStages: ~Copyable {
  /// The replica's place among the stage queues of the run; negative where one batch at a time passes through the replica.
  let queue: Int
  /// How long each stage works on the batch under way.
  var times: Column<Duration>

  init(queue: Int = -1, count: Int = 0) {
    self.queue = queue
    times = Column(repeating: .zero, count: count)
  }

  /// Whether there are any.
  var exist: Bool { queue >= 0 }
}

/// What hand-overs have to do with one engine.
struct TransferState: BitwiseCopyable {
  /// Requests whose KV is here although they have left.
  var handingOver = 0
  /// Blocks kept for KV that is on its way here.
  var blocksAwaited = 0
}
