import Kernel

extension Replica {
  /// How far a replica has come at an instant within the span under way.
  struct Progress {
    var kvBlocksUsed: Int
    var outputTokens: Int
    var dynamicNanojoules: Int128
  }

  /// Reads off the span under way as if it had been stepped: tokens and energy of iterations that have ended, blocks of
  /// the one under way included. What begins at `time` itself counts as begun if `plansAreMade`.
  func progress(at time: Instant, plansAreMade: Bool) -> Progress {
    var progress = Progress(
      kvBlocksUsed: cache.usedBlocks, outputTokens: totals.outputTokens, dynamicNanojoules: totals.dynamicNanojoules)
    if !isBusy { return progress }
    let ended = span.stepsEnded(by: time)
    progress.dynamicNanojoules += Int128(span.nanojoules(ended))
    if batchDecodes {
      progress.outputTokens += ended * decodes.count
      progress.kvBlocksUsed += decodes.blocks(
        forSteps: max(0, stepsBegun(by: time, plansAreMade: plansAreMade) - 1 - stepsAllocated), from: 1 + stepsAllocated)
    }
    return progress
  }

  /// Decode steps of the span under way that have begun by `time`.
  func stepsBegun(by time: Instant, plansAreMade: Bool) -> Int {
    // At the very end of an iteration the next one begins after all that is due has been done.
    let ended = span.stepsEnded(by: time)
    return !plansAreMade && ended > 0 && span.end(of: ended) == time ? ended : min(ended + 1, span.count)
  }

  /// Blocks that a request holds: of its prompt by the engine's rules, then as its context grows; shared ones included.
  func blocksHeld(by row: UnsafePointer<Request>) -> Int {
    switch row.pointee.phase {
    case .none, .waiting, .swapped: 0
    case .prefilling, .landed: Int(row.pointee.heldBlocks)
    case _ where reservation != nil: Int(row.pointee.heldBlocks)
    case .decoding: cache.blocks(forTokens: decodes.contextTokens(of: row))
    case .paused, .handingOver: cache.blocks(forTokens: Int(row.pointee.contextTokens))
    }
  }

  /// How many of them are in the prefix cache, where others may hold them too.
  func namedBlocksHeld(by row: UnsafePointer<Request>) -> Int {
    row.pointee.prompt < 0 ? 0 : cache.prefixes?.pointee.held(row.pointee.prompt) ?? 0
  }

  /// Blocks that the leap under way has taken by `time` beyond those of its first step, which the cache does not know of
  /// before it is booked.
  func blocksTakenByLeap(at time: Instant) -> Int {
    if !isBusy || !batchDecodes || span.count == 1 { return 0 }
    let steps = stepsBegun(by: time, plansAreMade: false) - 1 - stepsAllocated
    return steps > 0 ? decodes.blocks(forSteps: steps, from: 1 + stepsAllocated) : 0
  }

  /// Blocks without identity that requests hold which have ended.
  var unnamedBlocksOfDeparted: Int {
    (0..<departedCount).reduce(0) { sum, index in
      let named = departed[index].prompt < 0 ? 0 : cache.prefixes?.pointee.held(departed[index].prompt) ?? 0
      return sum + Int(departed[index].blocks) - named
    }
  }

  /// Blocks taken for the decode step under way, which its sequences do not fill before it ends.
  var blocksReserved: Int {
    isBusy && batchDecodes ? decodes.blocksForNextStep + decodes.blocks(forSteps: stepsAllocated, from: 1) : 0
  }

  /// The replica's sums over the run.
  func outcome(joules idleJoules: Double) -> ReplicaOutcome {
    var outcome = ReplicaOutcome(
      pool: pool, iterations: totals.iterations, busy: stages?.pointee.active ?? totals.busy, prefillTokens: totals.prefillTokens,
      prefillPairs: totals.prefillPairs, decodeTokens: totals.decodeTokens, decodeContextTokens: totals.decodeContextTokens,
      sampledRows: totals.sampledRows, routed: totals.routed, finished: totals.finished, preemptions: totals.preemptions,
      peakRunning: totals.peakRunning, peakKVBlocks: cache.peakUsedBlocks, dynamicNanojoules: totals.dynamicNanojoules,
      joules: idleJoules + Double(totals.dynamicNanojoules) / 1e9, cacheQueriedTokens: totals.cacheQueriedTokens,
      cacheHitTokens: totals.cacheHitTokens, cacheHostTokens: totals.cacheHostTokens, cacheRemoteTokens: totals.cacheRemoteTokens,
      cacheLoading: totals.cacheLoading, cacheEvictions: cache.prefixes?.pointee.evictions ?? 0,
      swaps: totals.swaps, swappedBytes: totals.swappedBlocks * (rules.swapSpace?.bytesPerBlock ?? 0), swapTime: totals.swapTime,
      prefillNanojoules: totals.prefillNanojoules, stageBusy: stages?.pointee.stageBusy ?? [])
    (outcome.handOversIn, outcome.handOversOut) = (totals.handOversIn, totals.handOversOut)
    return outcome
  }
}
