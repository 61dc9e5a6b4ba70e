import Hardware
import Kernel

/// The workbench on which a policy composes one iteration: facts to read, and a few acts that the engine checks.
///
/// Acts that cannot be — a chunk over the budget, a request twice — are refused where refusal is an answer (``admit(_:tokens:)``),
/// and otherwise noted as a fault that ends the run as a broken invariant, never as a wrong number.
public struct Iteration: ~Copyable {
  /// What the policy has settled on. It stands beside the iteration, which then fits into registers: copied to and fro at
  /// every act it took a third of the main loop's time.
  struct Proposal: BitwiseCopyable {
    var tokenBudget: Int
    var prefillTokens = 0
    var completions = 0
    var chunkCost = ChunkCost.zero
    var decodes = false
    var repeats = false
    var arrivalsMatter = true
    var hasPreempted = false
    var fault: PlanFault?
  }

  let replica: UnsafeMutablePointer<Replica>
  let rows: UnsafeMutablePointer<Request>
  private let ledger: UnsafeMutablePointer<Ledger>
  private let proposal: UnsafeMutablePointer<Proposal>
  /// A request queued later than this is not seen by the plan.
  private let visibleUntil: Instant

  /// The present instant.
  public let now: Instant
  /// Tokens that the iteration can still take.
  public var tokenBudget: Int { proposal.pointee.tokenBudget }
  /// Whether a request lost its place in this plan.
  public var hasPreempted: Bool { proposal.pointee.hasPreempted }

  init(
    replica: UnsafeMutablePointer<Replica>, rows: UnsafeMutablePointer<Request>, ledger: UnsafeMutablePointer<Ledger>, now: Instant,
    visibleUntil: Instant
  ) {
    self.replica = replica
    self.rows = rows
    self.ledger = ledger
    self.now = now
    self.visibleUntil = visibleUntil
    proposal = replica.pointee.proposal
    proposal.pointee = Proposal(tokenBudget: replica.pointee.maximumBatchedTokens)
  }

  // MARK: Facts

  /// Prompt tokens planned so far.
  public var prefillTokens: Int { proposal.pointee.prefillTokens }
  /// Free KV blocks.
  public var freeBlocks: Int { replica.pointee.cache.freeBlocks }
  /// Requests in the queue, as far as the plan sees them: none while others wait whose KV was swapped out.
  public var waitingCount: Int {
    if replica.pointee.swapped.count > 0 { return 0 }
    if visibleUntil == .never { return replica.pointee.waiting.count }
    if replica.pointee.ordersWaiting { return countOfSeen() }
    guard firstWaiting != nil else { return 0 }
    // Those not seen came during the latest iteration and stand last; each is passed over in one plan.
    var (count, last) = (replica.pointee.waiting.count, replica.pointee.waiting.last)
    while rows[Int(last)].queuedAt > visibleUntil {
      last = rows[Int(last)].place.previous
      count -= 1
    }
    return count
  }
  /// Requests admitted: prefilling, decoding or paused.
  public var runningCount: Int { replica.pointee.running.count }
  /// Requests whose KV lies in the host's memory. They come back with ``continueDecodes()``, and nobody is admitted before.
  public var swappedCount: Int { replica.pointee.swapped.count }
  /// Sequences in the decode set.
  public var decodingCount: Int { replica.pointee.decodes.count }

  /// KV blocks that the next step of the decode set needs.
  public var blocksForDecodes: Int { replica.pointee.decodes.blocksForNextStep }

  /// The head of the queue, which stands in the policy's order if it has one. Where plans are made ahead
  /// (``EngineRules/asynchronousScheduling``), nil as well if it came too late to be seen, and while requests wait whose KV
  /// was swapped out, for these come first.
  public var firstWaiting: RequestFacts? { replica.pointee.swapped.count > 0 ? nil : waitingFacts(replica.pointee.waiting.first) }
  /// The next in the queue after `request`.
  public func waiting(after request: RequestFacts) -> RequestFacts? { waitingFacts(rows[Int(request.slot)].place.next) }
  /// The request admitted longest ago of those that run.
  public var firstRunning: RequestFacts? { facts(replica.pointee.running.first) }
  /// The request admitted last of those that run.
  public var lastRunning: RequestFacts? { facts(replica.pointee.running.last) }
  /// The running request admitted after `request`.
  public func running(after request: RequestFacts) -> RequestFacts? { facts(rows[Int(request.slot)].place.next) }
  /// The running request admitted before `request`.
  public func running(before request: RequestFacts) -> RequestFacts? { facts(rows[Int(request.slot)].place.previous) }
  /// The request admitted longest ago of those whose prompt is computed in part.
  public var firstPrefilling: RequestFacts? { facts(replica.pointee.prefilling.first) }
  /// The partly prefilled request admitted after `request`.
  public func prefilling(after request: RequestFacts) -> RequestFacts? { facts(rows[Int(request.slot)].prefill.next) }
  /// Whether a request that comes now could be admitted to an iteration with this one's decodes: it would be first in line,
  /// or may be by the policy's order, and there is a place, a token and a block for it.
  public var newcomerMayEnter: Bool {
    (replica.pointee.ordersWaiting || firstWaiting == nil) && tokenBudget > 0 && replica.pointee.swapped.count == 0
      && replica.pointee.running.count < replica.pointee.maximumSequences && replica.pointee.cache.admits(1)
  }
  /// Whether `request` is left out of decode steps.
  public func isPaused(_ request: RequestFacts) -> Bool { rows[Int(request.slot)].phase == .paused }

  // MARK: Acts

  /// Lets every member of the decode set gain a token, preempting the request admitted last while blocks are lacking; if
  /// nobody had to go, those swapped out come back as far as there is room. Returns how many decode.
  @discardableResult public mutating func continueDecodes() -> Int {
    if proposal.pointee.decodes { return fault(.decodesTwice) }
    while replica.pointee.decodes.blocksForNextStep > replica.pointee.cache.freeBlocks {
      guard let victim = lastRunning else { return fault(.noBlocksForDecodes) }
      if replica.pointee.running.count == 1 && replica.pointee.releasePins() { continue }
      preempt(victim)
      if proposal.pointee.fault != nil { return 0 }
    }
    if replica.pointee.swapped.count > 0 && !hasPreempted {
      replica.pointee.swapIn(tokenBudget: tokenBudget, rows)
      // Pinned prefixes give way only where nothing else could run.
      if replica.pointee.running.count == 0 && replica.pointee.releasePins() { replica.pointee.swapIn(tokenBudget: tokenBudget, rows) }
    }
    let count = replica.pointee.decodes.count
    if count == 0 { return 0 }
    if count > tokenBudget { return fault(.decodesOverBudget(decodes: count, budget: tokenBudget)) }
    replica.pointee.cache.allocate(replica.pointee.decodes.blocksForNextStep)
    proposal.pointee.tokenBudget -= count
    proposal.pointee.decodes = true
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
    guard rows[Int(slot)].phase == .waiting else {
      fault(.admittedWithoutWaiting(request: request.id))
      return false
    }
    if rows[Int(slot)].prompt >= 0 { replica.pointee.findPrefix(of: rows + Int(slot), now: now) }
    guard tokens > 0, tokens <= tokenBudget, tokens <= rows[Int(slot)].remainingPrefill, rows[Int(slot)].queuedAt <= visibleUntil,
      replica.pointee.running.count + replica.pointee.departedCount < replica.pointee.maximumSequences,
      replica.pointee.swapped.count == 0, takeBlocks(toAdmit: rows + Int(slot), tokens: tokens)
    else { return false }
    replica.pointee.leaveQueue(slot, rows)
    replica.pointee.running.append(slot, rows)
    replica.pointee.prefilling.append(slot, rows)
    rows[Int(slot)].phase = .prefilling
    if rows[Int(slot)].firstScheduled == .never { rows[Int(slot)].firstScheduled = now }
    ledger.pointee.note(.scheduled, request: request.id, detail: replica.pointee.index, time: now)
    plan(slot, tokens: tokens)
    return true
  }

  /// Gives a waiting request another key in the order of the queue; for policies that order it (``Scheduler/ordersWaiting``).
  public mutating func move(_ request: RequestFacts, toKey key: Int64) {
    if !isHere(request) { return }
    if !replica.pointee.ordersWaiting || rows[Int(request.slot)].phase != .waiting {
      fault(.movedWithoutOrder(request: request.id))
      return
    }
    replica.pointee.leaveQueue(request.slot, rows)
    rows[Int(request.slot)].waitingKey = key
    replica.pointee.joinQueue(request.slot, atHead: false, rows)
  }

  /// Prefills `tokens` more of a request that is partly prefilled; with zero tokens it stays as it is. Where chunks take
  /// their blocks one by one and these are lacking, the request admitted last of those that prefill and are not planned
  /// yet is preempted, at last `request` itself.
  public mutating func prefill(_ request: RequestFacts, tokens: Int) {
    let row = rows + Int(request.slot)
    if tokens == 0 || !isHere(request) { return }
    if row.pointee.phase != .prefilling || row.pointee.plannedRound == replica.pointee.round {
      fault(.prefilledTwiceOrNotAdmitted(request: request.id))
    } else if tokens < 0 || tokens > tokenBudget || tokens > row.pointee.remainingPrefill {
      fault(
        .chunkOutOfRange(request: request.id, tokens: tokens, remaining: row.pointee.remainingPrefill, budget: tokenBudget))
    } else {
      while !replica.pointee.takeBlocks(forChunkOf: row, tokens: tokens) {
        if replica.pointee.running.count == 1 && replica.pointee.releasePins() { continue }
        let last = replica.pointee.prefilling.last
        let victim = rows[Int(last)].plannedRound == replica.pointee.round ? request.slot : last
        takePlace(of: victim)
        if victim == request.slot { return }
      }
      plan(request.slot, tokens: tokens)
    }
  }

  /// Takes a running request's place and KV: it goes to the head of the queue, or where the policy's order has it, and is
  /// computed anew; or it is swapped out, by the engine's rules (``EngineRules/swapSpace``).
  ///
  /// It must come before ``continueDecodes()`` of the same plan, which has taken blocks for the request.
  public mutating func preempt(_ request: RequestFacts) {
    let row = rows + Int(request.slot)
    if !isHere(request) { return }
    let runs = [.prefilling, .decoding, .paused].contains(row.pointee.phase)
    if proposal.pointee.decodes || row.pointee.plannedRound == replica.pointee.round || !runs {
      fault(.preemptedTooLate(request: request.id))
      return
    }
    takePlace(of: request.slot)
  }

  /// Leaves a decoding request out of the decode set until it is resumed; its KV stays.
  public mutating func pause(_ request: RequestFacts) {
    if !isHere(request) { return }
    if proposal.pointee.decodes || rows[Int(request.slot)].phase != .decoding {
      fault(.pausedTooLate(request: request.id))
      return
    }
    replica.pointee.decodes.leave(request.slot, rows)
    rows[Int(request.slot)].phase = .paused
  }

  /// Takes a paused request back into the decode set.
  public mutating func resume(_ request: RequestFacts) {
    if !isHere(request) { return }
    if proposal.pointee.decodes || rows[Int(request.slot)].phase != .paused {
      fault(.resumedTooLate(request: request.id))
      return
    }
    replica.pointee.decodes.join(request.slot, rows)
  }

  /// Says that the policy would plan the same again, whatever the time, until a request ends, blocks run out or, if
  /// `arrivalsMatter`, one arrives. The engine may then leap; without this call it asks after every iteration.
  public mutating func repeatUntilChange(arrivalsMatter: Bool) {
    proposal.pointee.repeats = true
    proposal.pointee.arrivalsMatter = arrivalsMatter
  }

  // MARK: -

  /// Takes the blocks of an admission. Pinned prefixes give way where nothing runs that could free any.
  private func takeBlocks(toAdmit row: UnsafeMutablePointer<Request>, tokens: Int) -> Bool {
    if replica.pointee.takeBlocks(toAdmit: row, tokens: tokens, now: now) { return true }
    return replica.pointee.running.count == 0 && replica.pointee.releasePins()
      && replica.pointee.takeBlocks(toAdmit: row, tokens: tokens, now: now)
  }

  @inline(never) private mutating func takePlace(of slot: Int32) {
    if replica.pointee.running.count == 1 { replica.pointee.lacksMemory = true }
    replica.pointee.evict(slot, now: now, rows)
    proposal.pointee.hasPreempted = true
    let request = rows[Int(slot)].id
    ledger.pointee.note(.preempted, request: request, detail: replica.pointee.index, time: now)
    ledger.pointee.observer?.receive(
      .preempted(PreemptionRecord(request: request, replica: replica.pointee.number, time: now)))
  }

  /// The facts of a waiting request, unless it is too new to be seen: none then where requests wait in order of arrival,
  /// the next one that is seen where a policy orders them. What the cache holds of its prompt is looked up now.
  private func waitingFacts(_ first: Int32) -> RequestFacts? {
    var slot = first
    while slot >= 0 && rows[Int(slot)].queuedAt > visibleUntil {
      // Nobody is passed over by more than one plan.
      slot = replica.pointee.ordersWaiting ? rows[Int(slot)].place.next : -1
    }
    if slot < 0 { return nil }
    if rows[Int(slot)].prompt >= 0 && rows[Int(slot)].phase == .waiting { replica.pointee.findPrefix(of: rows + Int(slot), now: now) }
    return facts(slot)
  }

  private func countOfSeen() -> Int {
    var (count, slot) = (0, replica.pointee.waiting.first)
    while slot >= 0 {
      if rows[Int(slot)].queuedAt <= visibleUntil { count += 1 }
      slot = rows[Int(slot)].place.next
    }
    return count
  }

  private func facts(_ slot: Int32) -> RequestFacts? {
    slot < 0 ? nil : RequestFacts(slot, rows + Int(slot), step: replica.pointee.decodes.step)
  }

  /// Whether the facts still speak of a request of this replica; a fault is noted if not.
  mutating func isHere(_ request: RequestFacts) -> Bool {
    let row = rows + Int(request.slot)
    if row.pointee.id == request.id && Int(row.pointee.replica) == replica.pointee.index && row.pointee.phase != .none { return true }
    fault(.outdatedFacts(request: request.id))
    return false
  }

  private mutating func plan(_ slot: Int32, tokens: Int) {
    let row = rows + Int(slot)
    row.pointee.plannedRound = replica.pointee.round
    proposal.pointee.tokenBudget -= tokens
    proposal.pointee.prefillTokens += tokens
    if tokens == row.pointee.remainingPrefill { proposal.pointee.completions += 1 }
    proposal.pointee.chunkCost += replica.pointee.addChunk(slot, tokens: tokens, to: row)
  }

  @discardableResult mutating func fault(_ fault: PlanFault) -> Int {
    if proposal.pointee.fault == nil { proposal.pointee.fault = fault }
    return 0
  }
}
