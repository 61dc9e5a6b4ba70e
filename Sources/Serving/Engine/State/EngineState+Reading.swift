import Kernel
import Record

extension EngineState {
  /// How far an engine has come at an instant within the span under way.
  struct Progress {
    var kvBlocksUsed: Int
    var outputTokens: Int
    var dynamicNanojoules: Int128
  }

  /// Reads off the span under way as if it had been stepped: tokens and energy of iterations that have ended, blocks of
  /// the one under way included. What begins at `time` itself counts as begun if `plansAreMade`.
  func progress(at time: Instant, plansAreMade: Bool) -> Progress {
    var progress = Progress(
      kvBlocksUsed: memory.usedBlocks, outputTokens: totals.outputTokens, dynamicNanojoules: totals.dynamicNanojoules)
    if !run.isBusy { return progress }
    let ended = run.span.stepsEnded(by: time)
    progress.dynamicNanojoules += Int128(run.span.nanojoules(ended))
    if batch.decodes {
      progress.outputTokens += decodes.tokens(inSteps: ended)
      progress.kvBlocksUsed += decodes.blocks(
        forSteps: max(0, run.stepsBegun(by: time, plansAreMade: plansAreMade) - 1 - run.stepsAllocated), from: 1 + run.stepsAllocated)
    }
    return progress
  }

  /// Blocks that a request holds: of its prompt by the engine's rules, then as its context grows; shared ones included.
  @inline(__always) func blocksHeld(by slot: Slot, _ requests: borrowing RequestTable) -> Int {
    switch requests[slot].place {
    case .free, .parked, .atFrontEnd, .waiting, .swapped, .inDelivery: 0
    case .prefilling, .landed: Int(requests[slot].heldBlocks)
    case _ where reservation != nil: Int(requests[slot].heldBlocks)
    case .decoding where decodes.speculates: decodes.blocksHeld(by: slot, requests)
    case .decoding where decodes.keepsBudgets: decodes.budgetedBlocks(of: slot, requests)
    case _ where decodes.keepsBudgets: Int(requests[slot].heldBlocks)
    case .decoding: memory.blocks(forTokens: decodes.contextTokens(of: slot, requests))
    case .paused, .handingOver: memory.blocks(forTokens: Int(requests[slot].contextTokens))
    }
  }

  /// Blocks that the leap under way has taken by `time` beyond those of its first step, which the cache does not know of
  /// before it is booked.
  func blocksTakenByLeap(at time: Instant) -> Int {
    if !run.isBusy || !batch.decodes || run.span.count == 1 { return 0 }
    let steps = run.stepsBegun(by: time, plansAreMade: false) - 1 - run.stepsAllocated
    return steps > 0 ? decodes.blocks(forSteps: steps, from: 1 + run.stepsAllocated) : 0
  }

  /// Blocks taken for the decode step under way, which its sequences do not fill before it ends.
  var blocksReserved: Int {
    run.isBusy && batch.decodes ? decodes.blocksForNextStep + decodes.blocks(forSteps: run.stepsAllocated, from: 1) : 0
  }

  /// Whether the blocks that the leap under way still needs are there.
  func leapHasBlocks() -> Bool {
    !run.isBusy || !batch.decodes || run.span.count - 1 <= run.stepsAllocated
      || decodes.blocks(forSteps: run.span.count - 1 - run.stepsAllocated, from: 1 + run.stepsAllocated) <= memory.freeBlocks
  }

  /// The engine's sums over the run.
  func outcome(joules idleJoules: Double, _ stageQueues: borrowing Column<StageQueue>) -> ReplicaOutcome {
    var outcome = ReplicaOutcome(
      pool: id.pool, iterations: totals.iterations, busy: stages.exist ? stageQueues[stages.queue].active : totals.busy,
      prefillTokens: totals.prefillTokens, prefillPairs: totals.prefillPairs, decodeTokens: totals.decodeTokens,
      decodeContextTokens: totals.decodeContextTokens, sampledRows: totals.sampledRows, routed: totals.routed,
      finished: totals.finished, preemptions: totals.preemptions, peakRunning: totals.peakRunning, peakKVBlocks: memory.peakUsedBlocks,
      dynamicNanojoules: totals.dynamicNanojoules, joules: idleJoules + Double(totals.dynamicNanojoules) / 1e9,
      cacheQueriedTokens: totals.cacheQueriedTokens, cacheHitTokens: totals.cacheHitTokens, cacheHostTokens: totals.cacheHostTokens,
      cacheRemoteTokens: totals.cacheRemoteTokens, cacheLoading: totals.cacheLoading,
      cacheEvictions: memory.sharesPrompts ? memory.prefixes.value.evictions : 0, swaps: totals.swaps,
      swappedBytes: totals.swappedBlocks * (rules.swapSpace?.bytesPerBlock ?? 0), swapTime: totals.swapTime,
      prefillNanojoules: totals.prefillNanojoules, stageBusy: stages.exist ? stageQueues[stages.queue].stageBusy : [])
    (outcome.handOversIn, outcome.handOversOut) = (totals.handOversIn, totals.handOversOut)
    outcome.lost = totals.lost
    (outcome.draftedTokens, outcome.acceptedTokens) = (totals.draftedTokens, totals.acceptedTokens)
    outcome.wastedTokens = totals.wastedTokens
    outcome.cappedReads = decodes.cappedReads
    if !adapters.isEmpty {
      (outcome.adapterLoads, outcome.adapterLoadedBytes) = (adapters.value.loads, adapters.value.loadedBytes)
      (outcome.adapterWaits, outcome.adapterWait) = (totals.adapterWaits, totals.adapterWait)
    }
    (outcome.encodedImages, outcome.imageHits, outcome.encoderTime) = (totals.encodedImages, totals.imageHits, totals.encoderTime)
    return outcome
  }
}
