import Hardware
import Kernel
import Record

/// Decode steps that verify drafts and give their members several tokens each.
extension EngineState {
  /// Settles how many tokens the next decode step drafts for each sequence, where it may hold so many rows. Another number than before
  /// lets all members join anew.
  @inline(never) mutating func chooseDrafts(rows: Int, _ shared: inout SharedState) {
    let tokens: Int
    if batch.proposal.wantedDrafts >= 0 {
      tokens = decodes.speculation.value.length(batch.proposal.wantedDrafts, sequences: decodes.count, rows: rows)
    } else {
      let best = decodes.speculation.value.wantsBest(sequences: decodes.count) ? bestDrafts() : 0
      tokens = decodes.speculation.value.length(sequences: decodes.count, rows: rows, best: best)
    }
    if tokens == decodes.speculation.value.drafted { return }
    batch.proposal.changesDrafts = true
    memory.free(decodes.take(drafting: tokens, first: queues.running.first, &shared.requests))
  }

  /// How many tokens to draft for each member, so that a step gives most tokens a second: of several as good the fewest.
  private func bestDrafts() -> Int {
    let (count, context) = (decodes.count, decodes.contextTokens)
    var (best, bestTime, bestEmitted) = (0, 0.0, 0.0)
    for (tokens, emitted) in decodes.speculation.value.meanEmitted.enumerated() {
      var shape = BatchShape()
      (shape.decodeSequences, shape.decodeRows, shape.sampledRows) = (count, count * (tokens + 1), count * (tokens + 1))
      shape.decodeContext = GroupValues(whole: context + shape.decodeRows)
      let line = costModel.iterationCost(of: shape, chunks: .zero)
      let time = Double(line.time(of: shape.decodeContext).picoseconds)
      if tokens == 0 || time * bestEmitted < bestTime * emitted { (best, bestTime, bestEmitted) = (tokens, time, emitted) }
    }
    return best
  }

  /// Takes a request out of a decode set that speculates. Returns how many blocks it has beyond its context.
  @inline(never) mutating func leaveSpeculation(_ slot: Slot, _ shared: inout SharedState) -> Int {
    let held = decodes.blocksHeld(by: slot, shared.requests)
    decodes.leave(slot, &shared.requests)
    if !shared.requests[slot].marks.isEmpty { noteMarked(slot, change: -1, &shared.requests) }
    return reservation == nil ? held - memory.blocks(forTokens: Int(shared.requests[slot].contextTokens)) : 0
  }

  /// Takes what a token of context costs from the cost line, of contexts that grow unevenly.
  @inline(never) mutating func noteUnevenGrowth(_ cost: StepLine) {
    run.span.unevenContext.removeAll()
    run.span.growth = ContextGrowth(perStep: cost.time.slopes.whole)
    run.span.growthNanojoules = ContextGrowth(perStep: cost.energy.slopes.whole)
  }

  /// Sums over steps of several tokens are made step by step when a leap is settled on, so it is no longer than this.
  private static let longestLeap = 1 << 12

  /// How many decode steps pass before something can change, with what their contexts come to.
  @inline(never) mutating func speculativeLeapLength(holdsUpTo contextLimit: Int, _ requests: inout RequestTable) -> Int {
    let rows = decodes.count * decodes.rowsEach
    let steepest = Int64(1 << 45) / Int64(Self.longestLeap) / Int64(rows)
    if run.span.growth.perStep >= steepest || run.span.growthNanojoules.perStep >= steepest { return 1 }
    var steps = min(decodes.nextSpeculativeFinishStep(&requests) - decodes.step, Self.longestLeap)
    if rules.receiveInterval > 1 { steps = min(steps, rules.receiveInterval - run.iterationsUnreceived) }
    steps = decodes.speculation.value.steps(readingUpTo: contextLimit, rows: rows, limit: steps)
    if steps > 1 { steps = 1 + decodes.speculation.value.stepsAfterNext(fitting: memory.freeBlocks, limit: steps - 1) }
    if steps > 1 { noteGrowth(of: steps) }
    return steps
  }

  /// Writes down W(k) for k up to `count`: by how much the context read in the first k steps is more than k times that of the first.
  private mutating func noteGrowth(of count: Int) {
    run.span.unevenContext.removeAll()
    run.span.unevenContext.append(0)
    decodes.speculation.value.lookAhead(count)
    var (growth, sum) = (Int64(0), Int64(0))
    for step in 0..<count {
      sum += growth
      run.span.unevenContext.append(sum)
      growth += Int64(decodes.speculation.value.slots(ahead: step))
    }
  }

  /// Books the first `steps` iterations of the span as done, of an engine whose steps verify drafts.
  ///
  /// - Returns: when they ended, or nil if they brought nothing that the cluster has to know of.
  @inline(never) mutating func settleSpeculation(
    steps: Int, _ shared: inout SharedState, _ observer: (any Observer)?
  ) -> Instant? {
    let upToLast = rules.asynchronousScheduling ? run.span.length(steps - 1) : 0
    let end = bookSpan(steps: steps, picoseconds: run.span.length(steps), nanojoules: run.span.nanojoules(steps), upToLast: upToLast)
    let report = report(steps: steps)
    if batch.decodes {
      totals.sampledRows += steps * decodes.count * decodes.rowsEach
      settleSteps(steps, end: end, &shared, observer)
    }
    for index in batch.chunks.indices { settle(batch.chunks[index], end: end, &shared, observer) }
    batch.chunks.removeAll()
    tellSteps(report, to: observer)
    return result.isEmpty ? nil : end
  }

  /// Books the first `steps` steps of the span as done, with all that they gave. Gaps are told step by step: the first token of a step
  /// comes when it ends, and the others with it.
  private mutating func settleSteps(
    _ steps: Int, end: Instant, _ shared: inout SharedState, _ observer: (any Observer)?
  ) {
    if steps - 1 > run.stepsAllocated {
      memory.allocate(decodes.blocks(forSteps: steps - 1 - run.stepsAllocated, from: 1 + run.stepsAllocated), &shared)
    }
    let members = decodes.count
    let rows = members * decodes.rowsEach
    var context = decodes.contextTokens
    var (emitted, told, length) = (0, 0, Int64(0))
    for step in 0..<steps {
      let tokens = decodes.speculation.value.emitted(ahead: step)
      totals.decodeContextTokens += context + rows
      (context, emitted) = (context + decodes.speculation.value.slots(ahead: step), emitted + tokens)
      if observer == nil || decodes.told == 0 { continue }
      told += tokens - (decodes.untold > 0 ? decodes.speculation.value.untoldEmitted(ahead: step) : 0) - decodes.told
      let before = length
      length = run.span.length(step + 1)
      let gap = Duration(picoseconds: length - before)
      if step > 0 || decodes.isInStep && decodes.lastStepEnd == run.span.start {
        observer?.tokenGaps(gap, count: decodes.told)
      } else {
        decodes.reportGaps(end: run.span.start + gap, to: observer)
      }
    }
    decodes.advanceSpeculation(steps: steps, contextTokens: context, end: end)
    if steps < run.span.count { abandonStep(after: steps, &shared) }
    let wasted = finishSpeculation(told: &told, &shared)
    if told > 0 { observer?.tokenGaps(.zero, count: told) }
    totals.decodeTokens += emitted - wasted
    let drafted = members * decodes.speculation.value.drafted * steps
    totals.draftedTokens += drafted
    totals.unverifiedTokens += drafted - (rows - members) * steps
    totals.acceptedTokens += emitted - members * steps
    totals.wastedTokens += wasted
  }

  /// Ends what the latest step has ended, blocks that can be found again in order of arrival. Returns how many tokens were beyond outputs;
  /// of those whose gaps are told they are taken off `told`.
  private mutating func finishSpeculation(told: inout Int, _ shared: inout SharedState) -> Int {
    var sum = 0
    result.endingInOrder.removeAll()
    while let slot = decodes.nextSpeculativelyFinished(&shared.requests) {
      let wasted = decodes.wasted(slot, shared.requests)
      sum += wasted
      // An output that is longer by what would have been wasted ends at the same time, and is another run.
      if wasted > 0 { shared.ledger.digest.mix(Int64(wasted)) }
      if !shared.requests[slot].marks.contains(.gapsUntold) { told -= wasted }
      let ahead = leaveDecodes(slot, &shared)
      memory.free(ahead)
      endInOrder(slot, &shared)
    }
    for place in result.endingInOrder.indices { giveBack(result.endingInOrder[place], &shared) }
    return sum
  }

  /// Tells the iterations that have ended one by one: where steps give several tokens their lengths are no progression.
  private func tellSteps(_ span: IterationSpan, to observer: (any Observer)?) {
    var step = span
    (step.count, step.growth) = (1, .zero)
    for index in 1...max(1, span.count) {
      let end = run.span.end(of: index)
      step.firstDuration = end - step.start
      observer?.iterationsEnded(step)
      step.start = end
    }
  }
}

extension DecodeSet {
  /// Tokens that all members together gain in so many steps from now on.
  func tokens(inSteps steps: Int) -> Int {
    speculates ? (0..<steps).reduce(0) { $0 + speculation.value.emitted(ahead: $1) } : steps * count
  }
}
