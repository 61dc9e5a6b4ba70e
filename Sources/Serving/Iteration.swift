import Hardware
import Kernel

/// The workbench on which a policy composes one iteration: facts to read, and a few acts that the engine checks.
///
/// Acts that cannot be — a chunk over the budget, a request twice — are refused where refusal is an answer (``admit(_:tokens:)``),
/// and otherwise noted as a fault that ends the run as a broken invariant, never as a wrong number.
public struct Iteration: ~Copyable {
  /// What the policy has settled on.
  struct Proposal: BitwiseCopyable {
    var decodes = false
    var prefillTokens = 0
    var completions = 0
    var chunkCost = ChunkCost.zero
    var repeats = false
    var arrivalsMatter = true
    var fault: PlanFault?
  }

  private let replica: UnsafeMutablePointer<Replica>
  private let rows: UnsafeMutablePointer<Request>
  private let ledger: UnsafeMutablePointer<Ledger>
  private(set) var proposal = Proposal()
  /// A request queued later than this is not seen by the plan.
  private let visibleUntil: Instant

  /// The present instant.
  public let now: Instant
  /// Tokens that the iteration can still take.
  public private(set) var tokenBudget: Int
  /// Whether a request lost its place in this plan.
  public private(set) var hasPreempted = false

  init(
    replica: UnsafeMutablePointer<Replica>, rows: UnsafeMutablePointer<Request>, ledger: UnsafeMutablePointer<Ledger>, now: Instant,
    visibleUntil: Instant
  ) {
    self.replica = replica
    self.rows = rows
    self.ledger = ledger
    self.now = now
    self.visibleUntil = visibleUntil
    tokenBudget = replica.pointee.maximumBatchedTokens
  }

  // MARK: Facts

  /// Prompt tokens planned so far.
  public var prefillTokens: Int { proposal.prefillTokens }
  /// Free KV blocks.
  public var freeBlocks: Int { replica.pointee.cache.freeBlocks }
  /// Requests in the queue, as far as the plan sees them.
  public var waitingCount: Int {
    if visibleUntil == .never { return replica.pointee.waiting.count }
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
  /// Sequences in the decode set.
  public var decodingCount: Int { replica.pointee.decodes.count }

  /// The head of the queue. Where plans are made ahead (``EngineRules/asynchronousScheduling``), nil as well if it came
  /// too late to be seen.
  public var firstWaiting: RequestFacts? { waitingFacts(replica.pointee.waiting.first) }
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
  /// Whether `request` is left out of decode steps.
  public func isPaused(_ request: RequestFacts) -> Bool { rows[Int(request.slot)].phase == .paused }

  // MARK: Acts

  /// Lets every member of the decode set gain a token, preempting the request admitted last while blocks are lacking.
  /// Returns how many decode.
  @discardableResult public mutating func continueDecodes() -> Int {
    if proposal.decodes { return fault(.decodesTwice) }
    while replica.pointee.decodes.blocksForNextStep > replica.pointee.cache.freeBlocks {
      guard let victim = lastRunning else { return fault(.noBlocksForDecodes) }
      preempt(victim)
      if proposal.fault != nil { return 0 }
    }
    let count = replica.pointee.decodes.count
    if count == 0 { return 0 }
    if count > tokenBudget { return fault(.decodesOverBudget(decodes: count, budget: tokenBudget)) }
    replica.pointee.cache.allocate(replica.pointee.decodes.blocksForNextStep)
    tokenBudget -= count
    proposal.decodes = true
    return count
  }

  /// Tokens of a request's prompt that need no computing (``RequestFacts/cachedTokens``).
  public func cachedTokens(of request: RequestFacts) -> Int { request.cachedTokens }

  /// Admits a waiting request and prefills `tokens` of it. All blocks of its prompt are taken at once, or those of the
  /// chunk only, by the engine's rules; blocks that the prefix cache holds are shared.
  ///
  /// - Returns: false, and nothing has changed, if `tokens` is zero, over the budget or more than remain to be computed,
  ///   the sequence limit is reached, or its blocks would leave less than the watermark.
  public mutating func admit(_ request: RequestFacts, tokens: Int) -> Bool {
    let slot = request.slot
    guard isHere(request) else { return false }
    guard rows[Int(slot)].phase == .waiting else {
      fault(.admittedWithoutWaiting(request: request.id))
      return false
    }
    if rows[Int(slot)].prompt >= 0 { replica.pointee.findPrefix(of: rows + Int(slot)) }
    guard tokens > 0, tokens <= tokenBudget, tokens <= rows[Int(slot)].remainingPrefill, rows[Int(slot)].queuedAt <= visibleUntil,
      replica.pointee.running.count + replica.pointee.departedCount < replica.pointee.maximumSequences,
      replica.pointee.takeBlocks(toAdmit: rows + Int(slot), tokens: tokens)
    else { return false }
    replica.pointee.waiting.remove(slot, rows)
    replica.pointee.running.append(slot, rows)
    replica.pointee.prefilling.append(slot, rows)
    rows[Int(slot)].phase = .prefilling
    if rows[Int(slot)].firstScheduled == .never { rows[Int(slot)].firstScheduled = now }
    ledger.pointee.note(.scheduled, request: request.id, detail: replica.pointee.index, time: now)
    plan(slot, tokens: tokens)
    return true
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
        let last = replica.pointee.prefilling.last
        let victim = rows[Int(last)].plannedRound == replica.pointee.round ? request.slot : last
        takePlace(of: victim)
        if victim == request.slot { return }
      }
      plan(request.slot, tokens: tokens)
    }
  }

  /// Takes a running request's place and KV: it goes to the head of the queue and is computed anew.
  ///
  /// It must come before ``continueDecodes()`` of the same plan, which has taken blocks for the request.
  public mutating func preempt(_ request: RequestFacts) {
    let row = rows + Int(request.slot)
    if !isHere(request) { return }
    let runs = row.pointee.phase != .waiting && row.pointee.phase != .none
    if proposal.decodes || row.pointee.plannedRound == replica.pointee.round || !runs {
      fault(.preemptedTooLate(request: request.id))
      return
    }
    takePlace(of: request.slot)
  }

  /// Leaves a decoding request out of the decode set until it is resumed; its KV stays.
  public mutating func pause(_ request: RequestFacts) {
    if !isHere(request) { return }
    if proposal.decodes || rows[Int(request.slot)].phase != .decoding {
      fault(.pausedTooLate(request: request.id))
      return
    }
    replica.pointee.decodes.leave(request.slot, rows)
    rows[Int(request.slot)].phase = .paused
  }

  /// Takes a paused request back into the decode set.
  public mutating func resume(_ request: RequestFacts) {
    if !isHere(request) { return }
    if proposal.decodes || rows[Int(request.slot)].phase != .paused {
      fault(.resumedTooLate(request: request.id))
      return
    }
    replica.pointee.decodes.join(request.slot, rows)
  }

  /// Says that the policy would plan the same again, whatever the time, until a request ends, blocks run out or, if
  /// `arrivalsMatter`, one arrives. The engine may then leap; without this call it asks after every iteration.
  public mutating func repeatUntilChange(arrivalsMatter: Bool) {
    proposal.repeats = true
    proposal.arrivalsMatter = arrivalsMatter
  }

  // MARK: -

  @inline(never) private mutating func takePlace(of slot: Int32) {
    replica.pointee.evict(slot, now: now, rows)
    hasPreempted = true
    let request = rows[Int(slot)].id
    ledger.pointee.note(.preempted, request: request, detail: replica.pointee.index, time: now)
    ledger.pointee.observer?.requestPreempted(request: request, replica: replica.pointee.index, time: now)
  }

  /// The facts of a waiting request, unless it is too new to be seen. What the cache holds of its prompt is looked up now.
  @inline(__always) private func waitingFacts(_ slot: Int32) -> RequestFacts? {
    if slot < 0 || rows[Int(slot)].queuedAt > visibleUntil { return nil }
    if rows[Int(slot)].prompt >= 0 && rows[Int(slot)].phase == .waiting { replica.pointee.findPrefix(of: rows + Int(slot)) }
    return facts(slot)
  }

  private func facts(_ slot: Int32) -> RequestFacts? {
    slot < 0 ? nil : RequestFacts(slot, rows + Int(slot), step: replica.pointee.decodes.step)
  }

  /// Whether the facts still speak of a request of this replica; a fault is noted if not.
  private mutating func isHere(_ request: RequestFacts) -> Bool {
    let row = rows + Int(request.slot)
    if row.pointee.id == request.id && Int(row.pointee.replica) == replica.pointee.index && row.pointee.phase != .none { return true }
    fault(.outdatedFacts(request: request.id))
    return false
  }

  private mutating func plan(_ slot: Int32, tokens: Int) {
    let row = rows + Int(slot)
    row.pointee.plannedRound = replica.pointee.round
    tokenBudget -= tokens
    proposal.prefillTokens += tokens
    if tokens == row.pointee.remainingPrefill { proposal.completions += 1 }
    proposal.chunkCost += replica.pointee.addChunk(slot, tokens: tokens, to: row)
  }

  @discardableResult private mutating func fault(_ fault: PlanFault) -> Int {
    if proposal.fault == nil { proposal.fault = fault }
    return 0
  }
}
