import Hardware
import Kernel
import Record

extension EngineState {
  /// Which requests the plan made now sees.
  ///
  /// Where plans are made ahead, what came until the iteration began that has just ended. Were there nothing to run for such a
  /// plan, the engine would have waited, and planned anew with all that came. Where requests are taken in every so many
  /// iterations, what had come when they last were.
  ///
  /// The table is lent to be written although it is only read: else it would be copied for the call.
  @inline(__always) mutating func sight(now: Instant, _ requests: inout RequestTable) -> PlanSight {
    let own = rules.asynchronousScheduling ? visibilityAhead(now: now, &requests) : .never
    return rules.receiveInterval == 1 ? PlanSight(own) : receive(until: own, now: now)
  }

  @inline(never) private mutating func receive(until own: Instant, now: Instant) -> PlanSight {
    if run.iterationsUnreceived >= rules.receiveInterval { (run.receivedUntil, run.iterationsUnreceived) = (min(own, now), 0) }
    return PlanSight(own: own, received: run.receivedUntil)
  }

  /// The sight of a plan made anew, for one that held nothing: an engine with nothing to run takes in all that has come.
  mutating func sightOfAll(now: Instant) -> PlanSight {
    (run.receivedUntil, run.iterationsUnreceived) = (now, 0)
    return PlanSight(now)
  }

  @inline(never) private func visibilityAhead(now: Instant, _ requests: inout RequestTable) -> Instant {
    if queues.running.count + queues.swapped.count > 0 { return run.lastIterationStart }
    if queues.landed.count > 0 && requests[history: queues.landed.first].queuedAt <= run.lastIterationStart {
      return run.lastIterationStart
    }
    var slot = queues.waiting.first
    while slot.exists {
      if requests[history: slot].queuedAt <= run.lastIterationStart { return run.lastIterationStart }
      // In order of arrival all behind it came later still.
      slot = limits.ordersWaiting ? requests[slot].links.next : .none
    }
    return now
  }

  /// Whether a plan that holds nothing may hold something once blocks are free and all requests are seen.
  @inline(__always) func mayPlanAnew(preemptions: Int, overlooks: Bool) -> Bool {
    if !batch.isEmpty || batch.proposal.fault != nil { return false }
    return overlooks || result.blocksToFree.count + queues.landed.count + totals.preemptions - preemptions > 0
  }

  /// Whether a plan that holds nothing has taken its place from a request: each such plan leaves fewer that run.
  func onlyPreempted(since preemptions: Int) -> Bool {
    batch.isEmpty && batch.proposal.fault == nil && totals.preemptions > preemptions
  }

  /// Begins what the policy has planned.
  ///
  /// - Returns: whether anything runs.
  /// - Throws: ``BrokenInvariant`` where the policy asked for what cannot be, or leaves work lying with nothing to wake it.
  @inline(__always) mutating func begin(now: Instant, sight: PlanSight, _ shared: inout SharedState) throws -> Bool {
    if batch.proposal.fault != nil { throw brokenPlan(at: now) }
    if batch.isEmpty {
      // KV that is handed over holds blocks until it has arrived, and the engine is woken then. No iteration is under way
      // meanwhile to plan ahead of, so all that has come by then is seen. So is an engine whose pool others have taken up.
      let othersHoldBlocks = memory.poolBlocks > memory.totalBlocks
      if transfers.handingOver + transfers.blocksAwaited == 0 && !othersHoldBlocks && !waitsForAdapter(at: now) {
        throw brokenPlan(at: now)
      }
      run.lastIterationStart = .never
      batch.lacksMemory = true
      return false
    }
    totals.peakRunning = max(totals.peakRunning, queues.running.count)
    start(now: now, sight: sight, &shared)
    // Work that takes no time would make the order of events depend on whether the loop leaps.
    if run.span.first < 1 || run.span.growth.perStep < 0 { throw brokenPlan(at: now) }
    return true
  }

  @inline(never) private func brokenPlan(at now: Instant) -> BrokenInvariant {
    let message: String
    if let fault = batch.proposal.fault {
      message = fault.description
    } else if batch.isEmpty {
      message = "the policy runs nothing although \(queues.waiting.count) requests wait and \(queues.running.count) run"
    } else {
      message = "the cost model prices an iteration at \(run.span.first) ps"
    }
    return BrokenInvariant(message, replica: id.replica, time: now)
  }

  /// What the batch works on.
  @inline(__always) private mutating func shape(_ shared: inout SharedState) -> BatchShape {
    var shape = BatchShape()
    shape.prefillChunks = batch.chunks.count
    shape.prefillTokens = batch.proposal.prefillTokens
    shape.sampledRows = batch.proposal.completions
    shape.encodedImages = batch.proposal.encodedImages
    if batch.proposal.decodes {
      shape.decodeSequences = decodes.count
      shape.decodeRows = decodes.count
      shape.decodeContext = decodes.contextOfNextStep
      shape.decodeContextLead = decodes.contextLead(&shared.requests)
      shape.sampledRows += decodes.count
      if decodes.speculates { decodes.describe(&shape) }
      if !groups.isEmpty { groups.value.describe(&shape, running: queues.running.count) }
    }
    if !adapters.isEmpty { shape.adapterWork = adapterWork(shared.requests) }
    return shape
  }

  /// Prices the batch and decides how far it may leap.
  @inline(__always) private mutating func start(now: Instant, sight: PlanSight, _ shared: inout SharedState) {
    let shape = shape(&shared)
    batch.decodes = batch.proposal.decodes
    // Whose adapter is loaded next depends on all that wait.
    run.arrivalsMatter = batch.proposal.arrivalsMatter || !adapters.isEmpty
    run.isBusy = true
    run.stepsAllocated = 0
    if stages.exist { return enterStages(shape: shape, now: now, &shared) }
    var cost = costModel.iterationCost(of: shape, chunks: batch.proposal.chunkCost)
    if run.slowdownPermille != 1000 { cost = cost.scaled(permille: run.slowdownPermille) }
    if shape.encodedImages > 0 { noteEncoding(cost, shape) }
    run.span.start = now
    run.span.count = 1
    price(cost, shape)
    // Swapping may take no time, and the next plan differs from this one all the same: requests may be admitted again.
    let swaps = swap.blocksOut + swap.blocksIn > 0
    let swapTime = takeSwapTime()
    totals.swapTime += swapTime
    let coldStart = takeColdStart(&shared)
    run.span.first += swapTime.picoseconds + coldStart.picoseconds
    if memory.loadEnd > now { waitForLoad(from: now) }
    if limits.leaps && batch.proposal.repeats && batch.chunks.isEmpty && result.blocksToFree.isEmpty && run.span.leaps && !swaps
      && !batch.proposal.changesDrafts && coldStart == .zero && !mayChange(now: now, sight: sight, shared.requests)
    {
      run.span.count = leapLength(holdsUpTo: cost.time.limit, &shared.requests)
    }
  }

  /// Takes the length and the energy of the iteration, and their growth, from the cost line.
  @inline(__always) private mutating func price(_ cost: StepLine, _ shape: BatchShape) {
    run.span.first = cost.time(of: shape.decodeContext).picoseconds
    run.span.firstNanojoules = cost.nanojoules(of: shape.decodeContext)
    if batch.decodes {
      run.span.growth = decodes.growth(weightedBy: cost.time.slopes)
      run.span.growthNanojoules = decodes.growth(weightedBy: cost.energy.slopes)
      if decodes.speculates { noteUnevenGrowth(cost) }
    } else {
      (run.span.growth, run.span.growthNanojoules) = (.none, .none)
    }
    run.span.prefillNanojoules = Self.prefillNanojoules(of: cost, chunks: batch.proposal.chunkCost, shape)
  }

  /// Whether the next plan may differ from this one although nothing new comes.
  @inline(__always) private func mayChange(now: Instant, sight: PlanSight, _ requests: borrowing RequestTable) -> Bool {
    if queues.landed.count > 0 && queues.running.count < limits.maximumSequences { return true }
    if queues.waiting.count == 0 { return false }
    if waitsForAdapter(at: now) { return true }
    // A request that the plan did not see changes the next one, or the next that takes requests in: no leap goes beyond that.
    if run.arrivalsMatter && queues.lastQueued > sight.own { return true }
    if !memory.sharesPrompts { return false }
    // What the tiers hold of a waiting prompt may be worth loading when their links are free, and not before. And what the
    // cache holds of it is evicted block by block as decodes take their own, so that a chunk of it may fit later.
    return memory.hasTiers && memory.tiers.value.isLoading(at: now)
      || !rules.reservesWholePrompt && requests[queues.waiting.first].contextTokens > 0
  }

  /// How many decode steps pass before something can change: a last token, a lack of blocks, a corner of the cost line, requests
  /// that are taken in.
  private mutating func leapLength(holdsUpTo contextLimit: Int, _ requests: inout RequestTable) -> Int {
    if decodes.speculates { return speculativeLeapLength(holdsUpTo: contextLimit, &requests) }
    var steps = min(decodes.nextFinishStep(&requests) - decodes.step, IterationRun.longestLeap)
    steps = min(steps, decodes.stepsToEdge(requests))
    if rules.receiveInterval > 1 { steps = min(steps, rules.receiveInterval - run.iterationsUnreceived) }
    if contextLimit != .max { steps = min(steps, max(1, (contextLimit - decodes.contextTokens) / decodes.count)) }
    return steps <= 1 ? 1 : 1 + decodes.stepsAfterNext(fitting: memory.freeBlocks, limit: steps - 1)
  }
}
