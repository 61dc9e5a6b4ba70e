import Hardware
import Kernel
import Record

/// The workbench on which a policy composes one iteration: facts to read, and a few acts that the engine checks.
///
/// Acts that cannot be — a chunk over the budget, a request twice — are refused where refusal is an answer (``admit(_:tokens:)``),
/// and otherwise noted as a fault that ends the run as a broken invariant, never as a wrong number.
///
/// For the length of a plan the iteration owns what it works on, which its engine lends it. It is as narrow as can be: copied
/// to and fro at every act, what the policy settles on took a third of the main loop's time, so that is kept in the engine.
public struct Iteration: ~Copyable {
  var engine: Box<EngineState>
  var shared: Box<SharedState>
  /// Which of the requests that wait the plan sees.
  let sight: PlanSight

  /// The present instant.
  public let now: Instant
  /// Tokens that the iteration can still take.
  public var tokenBudget: Int { engine.value.batch.proposal.tokenBudget }
  /// Whether a request lost its place in this plan.
  public var hasPreempted: Bool { engine.value.batch.proposal.hasPreempted }

  @inline(__always) init(engine: consuming Box<EngineState>, shared: consuming Box<SharedState>, now: Instant, sight: PlanSight) {
    self.engine = engine
    self.shared = shared
    self.now = now
    self.sight = sight
  }

  // MARK: Facts

  /// Prompt tokens planned so far.
  public var prefillTokens: Int { engine.value.batch.proposal.prefillTokens }
  /// Free KV blocks.
  public var freeBlocks: Int { engine.value.memory.freeBlocks }
  /// Requests in the queue, as far as the plan sees them: none while others wait whose KV was swapped out.
  public var waitingCount: Int {
    mutating get {
      if engine.value.queues.swapped.count > 0 { return 0 }
      if !engine.value.adapters.isEmpty { return countOfServable() }
      if sight.isWhole { return engine.value.queues.waiting.count }
      if engine.value.limits.ordersWaiting { return countOfSeen() }
      guard seen(from: engine.value.queues.waiting.first).exists else { return 0 }
      // Those not seen came since the plan's sight ended, and are last.
      var (count, last) = (engine.value.queues.waiting.count, engine.value.queues.waiting.last)
      while !sight.sees(last, &shared.value.requests) {
        last = shared.value.requests[last].links.previous
        count -= 1
      }
      return count
    }
  }
  /// Requests admitted: prefilling, decoding or paused.
  public var runningCount: Int { engine.value.queues.running.count }
  /// Requests whose KV lies in the host's memory. They come back with ``continueDecodes()``, and no request is admitted before.
  public var swappedCount: Int { engine.value.queues.swapped.count }
  /// Sequences in the decode set.
  public var decodingCount: Int { engine.value.decodes.count }

  /// KV blocks that a request takes for the token after those it holds, or for the drafts of its next step.
  public func blocksForNextToken(of request: RequestFacts) -> Int {
    if engine.value.decodes.speculates { return engine.value.decodes.blocksToStep(request.slot, shared.value.requests) }
    if engine.value.decodes.keepsBudgets { return engine.value.budgetedBlocksForNextToken(of: request.slot, shared.value.requests) }
    return engine.value.memory.blocks(forTokenAfter: request.contextTokens)
  }

  /// KV blocks that the next step of the decode set needs, with drafts as long as they are to be in what is left of the iteration.
  public var blocksForDecodes: Int {
    mutating get {
      if engine.value.decodes.speculates { engine.value.chooseDrafts(rows: tokenBudget, &shared.value) }
      return engine.value.decodes.blocksForNextStep
    }
  }

  /// The head of the queue, which is in the policy's order if it has one. Those whose adapter is not on the accelerators yet are not
  /// seen, nor those behind them where requests do not overtake each other (``AdapterRules/overtakes``). Where plans are made ahead
  /// (``EngineRules/asynchronousScheduling``), nil as well if it came too late to be seen, and while requests wait whose KV
  /// was swapped out: these come first.
  public var firstWaiting: RequestFacts? {
    // In most plans nobody waits, which is told without a call.
    @inline(__always) mutating get { engine.value.queues.waiting.count == 0 ? nil : factsOfFirstSeen() }
  }
  /// The next in the queue after `request`.
  public mutating func waiting(after request: RequestFacts) -> RequestFacts? {
    facts(seen(from: shared.value.requests[request.slot].links.next))
  }
  /// The request admitted longest ago of those that run.
  public var firstRunning: RequestFacts? { facts(engine.value.queues.running.first) }
  /// The request admitted last of those that run.
  public var lastRunning: RequestFacts? { facts(engine.value.queues.running.last) }
  /// The running request admitted after `request`.
  public func running(after request: RequestFacts) -> RequestFacts? { facts(shared.value.requests[request.slot].links.next) }
  /// The running request admitted before `request`.
  public func running(before request: RequestFacts) -> RequestFacts? { facts(shared.value.requests[request.slot].links.previous) }
  /// The request admitted longest ago of those whose prompt is computed in part.
  public var firstPrefilling: RequestFacts? {
    @inline(__always) get { engine.value.queues.prefilling.count == 0 ? nil : factsOfFirstPrefilling() }
  }
  /// The partly prefilled request admitted after `request`.
  public func prefilling(after request: RequestFacts) -> RequestFacts? { facts(shared.value.requests[request.slot].prefillLinks.next) }
  /// Whether a request that comes now could be admitted to an iteration with this one's decodes: it would be first in line,
  /// or may be by the policy's order, and there is a place, a token and a block for it.
  public var newcomerMayEnter: Bool {
    mutating get {
      (engine.value.limits.ordersWaiting || engine.value.queues.waiting.count == 0 || !firstSeen().exists) && tokenBudget > 0
        && engine.value.queues.swapped.count == 0
        && engine.value.queues.running.count < engine.value.limits.maximumSequences && engine.value.memory.admits(1)
    }
  }
  /// Whether `request` is left out of decode steps.
  public func isPaused(_ request: RequestFacts) -> Bool { shared.value.requests[request.slot].place == .paused }

  // MARK: Acts

  /// Lets every member of the decode set gain a token, preempting the request admitted last while blocks are lacking; if
  /// none had to go, those swapped out come back as far as there is room. Returns how many decode.
  @discardableResult public mutating func continueDecodes() -> Int {
    if engine.value.batch.proposal.decodes { return fault(.decodesTwice) }
    if engine.value.decodes.speculates { engine.value.chooseDrafts(rows: tokenBudget, &shared.value) }
    var blocks = engine.value.decodes.blocksForNextStep
    while blocks > engine.value.memory.freeBlocks {
      guard let victim = lastRunning else { return fault(.noBlocksForDecodes) }
      if engine.value.queues.running.count == 1 && engine.value.releasePins() { continue }
      preempt(victim)
      if engine.value.batch.proposal.fault != nil { return 0 }
      blocks = engine.value.decodes.blocksForNextStep
    }
    if engine.value.queues.swapped.count > 0 && !hasPreempted {
      let budget = tokenBudget
      engine.value.swapIn(tokenBudget: budget, &shared.value)
      // Pinned prefixes give way only where nothing else could run.
      if engine.value.queues.running.count == 0 && engine.value.releasePins() { engine.value.swapIn(tokenBudget: budget, &shared.value) }
      blocks = engine.value.decodes.blocksForNextStep
    }
    let count = engine.value.decodes.count
    if count == 0 { return 0 }
    // With fewer that decode another length may be wanted, so that the next plan is not this one.
    if engine.value.decodes.speculates && hasPreempted { engine.value.batch.proposal.changesDrafts = true }
    let rows = count * engine.value.decodes.rowsEach
    if rows > tokenBudget { return fault(.decodesOverBudget(decodes: count, budget: tokenBudget)) }
    engine.value.memory.allocate(blocks, &shared.value)
    engine.value.batch.proposal.tokenBudget -= rows
    engine.value.batch.proposal.decodes = true
    return count
  }

  /// Tokens of a request's prompt that need no computing (``RequestFacts/cachedTokens``).
  public func cachedTokens(of request: RequestFacts) -> Int { request.cachedTokens }

  /// Admits a waiting request and prefills `tokens` of it. All blocks of its prompt are taken at once, or those of the
  /// chunk only, by the engine's rules; blocks that the prefix cache holds are shared.
  ///
  /// - Returns: false, and nothing has changed, if `tokens` is zero, over the budget or more than remain to be computed,
  ///   the sequence limit is reached, its blocks would leave less than the watermark, or requests wait that were swapped out.
  public mutating func admit(_ request: RequestFacts, tokens: Int) -> Bool {
    let slot = request.slot
    guard isHere(request) else { return false }
    guard shared.value.requests[slot].place == .waiting else {
      fault(.admittedWithoutWaiting(request: request.id))
      return false
    }
    if shared.value.requests[slot].prompt >= 0 { engine.value.findPrefix(of: slot, now: now, &shared.value) }
    guard tokens > 0, tokens <= tokenBudget, tokens <= shared.value.requests[slot].remainingPrefill,
      sight.sees(slot, &shared.value.requests),
      engine.value.adapters.isEmpty || adapterIsHere(slot),
      engine.value.queues.running.count + engine.value.result.blocksToFree.count < engine.value.limits.maximumSequences,
      engine.value.queues.swapped.count == 0, takeBlocks(toAdmit: slot, tokens: tokens)
    else { return false }
    engine.value.queues.leave(slot, isOrdered: engine.value.limits.ordersWaiting, &shared.value.requests)
    engine.value.queues.running.append(slot, &shared.value.requests)
    engine.value.queues.prefilling.append(slot, &shared.value.requests)
    shared.value.requests[slot].move(to: .prefilling)
    if !engine.value.adapters.isEmpty { engine.value.holdAdapter(slot, &shared.value.requests) }
    if !engine.value.encoder.isEmpty { shared.value.requests.images[slot].encoded = 0 }
    if shared.value.requests[history: slot].firstScheduled == .never { shared.value.requests[history: slot].firstScheduled = now }
    shared.value.ledger.note(.scheduled, request: request.id, detail: engine.value.id.index, time: now)
    plan(slot, tokens: tokens)
    return true
  }

  /// Gives a waiting request another key in the order of the queue; for policies that order it (``Scheduler/ordersWaiting``).
  public mutating func move(_ request: RequestFacts, toKey key: Int64) {
    if !isHere(request) { return }
    if !engine.value.limits.ordersWaiting || shared.value.requests[request.slot].place != .waiting {
      fault(.movedWithoutOrder(request: request.id))
      return
    }
    engine.value.queues.leave(request.slot, isOrdered: true, &shared.value.requests)
    shared.value.requests.order[request.slot].key = key
    engine.value.queues.enter(request.slot, atHead: false, isOrdered: true, &shared.value.requests)
  }

  /// Prefills `tokens` more of a request that is partly prefilled; with zero tokens it stays as it is. Where chunks take
  /// their blocks one by one and these are lacking, the request admitted last of those that prefill and are not planned
  /// yet is preempted, at last `request` itself.
  public mutating func prefill(_ request: RequestFacts, tokens: Int) {
    let slot = request.slot
    if tokens == 0 || !isHere(request) { return }
    if shared.value.requests[slot].place != .prefilling || shared.value.requests[slot].isPlanned {
      fault(.prefilledTwiceOrNotAdmitted(request: request.id))
    } else if tokens < 0 || tokens > tokenBudget || tokens > shared.value.requests[slot].remainingPrefill {
      fault(
        .chunkOutOfRange(
          request: request.id, tokens: tokens, remaining: shared.value.requests[slot].remainingPrefill, budget: tokenBudget))
    } else {
      while !engine.value.takeBlocks(forChunkOf: slot, tokens: tokens, &shared.value) {
        if engine.value.queues.running.count == 1 && engine.value.releasePins() { continue }
        let last = engine.value.queues.prefilling.last
        let victim = shared.value.requests[last].isPlanned ? request.slot : last
        evict(victim)
        if victim == request.slot { return }
      }
      plan(request.slot, tokens: tokens)
    }
  }

  /// Preempts a running request: it loses its place and KV. It goes to the head of the queue, or where the policy's order has it, and is
  /// computed anew; or it is swapped out, by the engine's rules (``EngineRules/swapSpace``).
  ///
  /// It must come before ``continueDecodes()`` of the same plan, which has taken blocks for the request.
  public mutating func preempt(_ request: RequestFacts) {
    if !isHere(request) { return }
    let isPlanned = shared.value.requests[request.slot].isPlanned
    if engine.value.batch.proposal.decodes || isPlanned || !shared.value.requests[request.slot].place.isRunning {
      fault(.preemptedTooLate(request: request.id))
      return
    }
    evict(request.slot)
  }

  /// Leaves a decoding request out of the decode set until it is resumed; its KV stays.
  public mutating func pause(_ request: RequestFacts) {
    if !isHere(request) { return }
    if engine.value.batch.proposal.decodes || shared.value.requests[request.slot].place != .decoding {
      fault(.pausedTooLate(request: request.id))
      return
    }
    let ahead = engine.value.leaveDecodes(request.slot, &shared.value)
    engine.value.memory.free(ahead)
    shared.value.requests[request.slot].move(to: .paused)
  }

  /// Takes a paused request back into the decode set.
  public mutating func resume(_ request: RequestFacts) {
    if !isHere(request) { return }
    if engine.value.batch.proposal.decodes || shared.value.requests[request.slot].place != .paused {
      fault(.resumedTooLate(request: request.id))
      return
    }
    engine.value.joinDecodes(request.slot, &shared.value)
  }

  /// Says that the policy would plan the same again at any time until a request ends, blocks run out or, if
  /// `arrivalsMatter`, one arrives. The engine may then leap; without this call it asks after every iteration.
  public mutating func repeatUntilChange(arrivalsMatter: Bool) {
    engine.value.batch.proposal.repeats = true
    engine.value.batch.proposal.arrivalsMatter = arrivalsMatter
  }

  // MARK: -

  /// Takes the blocks of an admission. Pinned prefixes give way where nothing runs that could free any.
  @inline(__always) private mutating func takeBlocks(toAdmit slot: Slot, tokens: Int) -> Bool {
    if engine.value.takeBlocks(toAdmit: slot, tokens: tokens, now: now, &shared.value) { return true }
    return engine.value.queues.running.count == 0 && engine.value.releasePins()
      && engine.value.takeBlocks(toAdmit: slot, tokens: tokens, now: now, &shared.value)
  }

  /// Preempts a running request.
  @inline(never) private mutating func evict(_ slot: Slot) {
    if engine.value.queues.running.count == 1 { engine.value.batch.lacksMemory = true }
    engine.value.preempt(slot, now: now, &shared.value)
    engine.value.batch.proposal.hasPreempted = true
    let request = shared.value.requests[history: slot].id
    shared.value.ledger.note(.preempted, request: request, detail: engine.value.id.index, time: now)
    shared.value.ledger.observer?.receive(.preempted(PreemptionRecord(request: request, replica: engine.value.id.replica, time: now)))
  }

  @inline(never) private func factsOfFirstPrefilling() -> RequestFacts? { facts(engine.value.queues.prefilling.first) }

  @inline(never) private mutating func factsOfFirstSeen() -> RequestFacts? { facts(firstSeen()) }

  /// The first request that the plan sees in the queue; none while others wait whose KV was swapped out.
  @inline(__always) private mutating func firstSeen() -> Slot {
    engine.value.queues.swapped.count > 0 ? .none : seen(from: engine.value.queues.waiting.first)
  }

  /// The waiting request `first`, unless it is too new to be seen: none then where requests wait in order of arrival, the
  /// next one that is seen where a policy orders them. What the cache holds of its prompt is looked up now.
  @inline(__always) private mutating func seen(from first: Slot) -> Slot {
    var slot = engine.value.adapters.isEmpty ? first : seenWithAdapter(from: first)
    while slot.exists && !sight.sees(slot, &shared.value.requests) {
      // Few are passed over, and by few plans: those that came since the engine last took requests in.
      slot = engine.value.limits.ordersWaiting ? shared.value.requests[slot].links.next : .none
    }
    if slot.exists && shared.value.requests[slot].prompt >= 0 && shared.value.requests[slot].place == .waiting {
      engine.value.findPrefix(of: slot, now: now, &shared.value)
    }
    return slot
  }

  private mutating func countOfSeen() -> Int {
    var (count, slot) = (0, engine.value.queues.waiting.first)
    while slot.exists {
      if sight.sees(slot, &shared.value.requests) { count += 1 }
      slot = shared.value.requests[slot].links.next
    }
    return count
  }

  @inline(__always) private func facts(_ slot: Slot) -> RequestFacts? {
    slot.exists ? RequestFacts(slot, shared.value.requests, gained: engine.value.decodes.gains(slot, shared.value.requests)) : nil
  }

  /// Whether the facts still belong to a request of this engine; a fault is noted if not.
  @inline(__always) mutating func isHere(_ facts: RequestFacts) -> Bool {
    let slot = facts.slot
    if shared.value.requests[history: slot].id == facts.id && Int(shared.value.requests[slot].engine) == engine.value.id.index
      && shared.value.requests[slot].place.isAtEngine
    {
      return true
    }
    fault(.outdatedFacts(request: facts.id))
    return false
  }

  @inline(__always) private mutating func plan(_ slot: Slot, tokens: Int) {
    shared.value.requests[slot].isPlanned = true
    engine.value.batch.proposal.tokenBudget -= tokens
    engine.value.batch.proposal.prefillTokens += tokens
    if tokens == shared.value.requests[slot].remainingPrefill && !shared.value.requests[slot].marks.contains(.isPromptOnly) {
      engine.value.batch.proposal.completions += 1
    }
    if !engine.value.encoder.isEmpty { engine.value.encodeImages(slot, tokens: tokens, &shared.value) }
    engine.value.batch.proposal.chunkCost += engine.value.addChunk(slot, tokens: tokens, &shared.value)
  }

  @discardableResult mutating func fault(_ fault: PlanFault) -> Int {
    if engine.value.batch.proposal.fault == nil { engine.value.batch.proposal.fault = fault }
    return 0
  }
}
