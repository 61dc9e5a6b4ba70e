import Kernel
import Record

extension EngineState {
  /// Books the first `steps` iterations of the span as done. What they have brought is in ``result``.
  ///
  /// - Returns: when they ended, or nil if they brought nothing that the cluster has to know of.
  @discardableResult mutating func settle(steps: Int, _ shared: inout SharedState, _ observer: (any Observer)?) -> Instant? {
    result.removeAll()
    run.isBusy = false
    if steps == 0 {
      abandonStep(after: 0, &shared)
      return nil
    }
    if decodes.speculates { return settleSpeculation(steps: steps, &shared, observer) }
    let sums = run.span.evenSums(steps)
    let upToLast = rules.asynchronousScheduling ? run.span.evenSums(steps - 1).picoseconds : 0
    let end = bookSpan(steps: steps, picoseconds: sums.picoseconds, nanojoules: sums.nanojoules, upToLast: upToLast)
    if stages.exist { shared.stageQueues[stages.queue].book(from: run.span.start, to: end, times: stages.times) }
    totals.sampledRows += steps * (batch.decodes ? decodes.count : 0)
    let report = report(steps: steps)
    // Optional to the end: an observer unwrapped by name is retained and released for it.
    if batch.decodes && observer != nil { reportGaps(of: report, to: observer) }
    if batch.decodes { settleDecodes(steps: steps, end: end, &shared) }
    for index in batch.chunks.indices { settle(batch.chunks[index], end: end, &shared, observer) }
    batch.chunks.removeAll()
    observer?.iterationsEnded(report)
    return result.isEmpty ? nil : end
  }

  /// Books the time and the energy of the first `steps` iterations of the span, of which all but the last took `upToLast` picoseconds,
  /// which counts where plans are made ahead. Returns when they ended.
  @inline(__always) mutating func bookSpan(
    steps: Int, picoseconds: Int64, nanojoules: Int64, upToLast: Int64
  ) -> Instant {
    freeBlocksOfEnded()
    let start = run.span.start.picoseconds
    if rules.asynchronousScheduling { run.lastIterationStart = Instant(picoseconds: start + upToLast) }
    if rules.receiveInterval > 1 { run.iterationsUnreceived += batch.chunks.isEmpty ? steps : rules.receiveInterval }
    totals.iterations += steps
    totals.busy.picoseconds += picoseconds
    totals.dynamicNanojoules += Int128(nanojoules)
    totals.prefillNanojoules += Int128(run.span.prefillNanojoules)
    return Instant(picoseconds: start + picoseconds)
  }

  /// Gives back what the iteration under way at the horizon had taken for its decode step, which is not to end.
  mutating func abandonStep(after steps: Int, _ shared: inout SharedState) {
    for index in batch.chunks.indices { shared.requests[batch.chunks[index].slot].isPlanned = false }
    batch.chunks.removeAll()
    if !batch.decodes { return }
    let blocks = decodes.blocksForNextStep
    if steps > 0 && run.stepsAllocated < steps { memory.allocate(blocks, &shared) }
    memory.free(blocks)
  }

  /// The iterations that end, as observers get them. Their plan still holds the sum of its chunks.
  @inline(__always) func report(steps: Int) -> IterationSpan {
    IterationSpan(
      replica: id.replica, start: run.span.start, count: steps, firstDuration: Duration(picoseconds: run.span.first),
      growth: Duration(picoseconds: run.span.growth.perStep), decodeSequences: batch.decodes ? decodes.count : 0,
      prefillTokens: batch.proposal.prefillTokens, prefillChunks: batch.chunks.count, lane: id.lane,
      kvBlocksUsed: memory.usedBlocks, waiting: queues.waiting.count)
  }

  private func reportGaps(of report: IterationSpan, to observer: (any Observer)?) {
    let (first, growth) = (report.firstDuration, report.growth)
    let told = decodes.told
    if told == 0 { return }
    if decodes.isInStep && decodes.lastStepEnd == report.start {
      if report.count == 1 {
        observer?.tokenGaps(first, count: told)
      } else {
        observer?.tokenGaps(first: first, growth: growth, steps: report.count, count: told)
      }
    } else {
      decodes.reportGaps(end: report.start + first, to: observer)
      if report.count > 1 {
        observer?.tokenGaps(first: first + growth, growth: growth, steps: report.count - 1, count: told)
      }
    }
  }

  @inline(__always) private mutating func settleDecodes(steps: Int, end: Instant, _ shared: inout SharedState) {
    if steps - 1 > run.stepsAllocated {
      memory.allocate(decodes.plainBlocks(forSteps: steps - 1 - run.stepsAllocated, from: 1 + run.stepsAllocated), &shared)
    }
    let members = decodes.count
    totals.decodeTokens += members * steps
    totals.decodeContextTokens += (decodes.plainContextTokens + members) * steps + members * (steps * (steps - 1) / 2)
    decodes.advance(steps: steps, end: end, shared.requests)
    if steps < run.span.count { abandonStep(after: steps, &shared) }
    if memory.sharesPrompts { return finishInOrderOfArrival(&shared) }
    while let slot = decodes.nextFinished(&shared.requests) {
      leavePlainDecodes(slot, &shared)
      finish(slot, &shared)
      giveBack(slot, &shared)
    }
  }

  /// Ends what the latest step has ended. Blocks that can be found again go back in the order in which their requests
  /// came, which the queue of free blocks remembers.
  private mutating func finishInOrderOfArrival(_ shared: inout SharedState) {
    result.endingInOrder.removeAll()
    while let slot = decodes.nextFinished(&shared.requests) {
      leavePlainDecodes(slot, &shared)
      endInOrder(slot, &shared)
    }
    for place in result.endingInOrder.indices { giveBack(result.endingInOrder[place], &shared) }
  }

  /// Ends a request and puts it among those that end together, in order of arrival.
  mutating func endInOrder(_ slot: Slot, _ shared: inout SharedState) {
    finish(slot, &shared)
    var place = result.endingInOrder.count
    result.endingInOrder.append(slot)
    while place > 0 && shared.requests[history: result.endingInOrder[place - 1]].id > shared.requests[history: slot].id {
      result.endingInOrder[place] = result.endingInOrder[place - 1]
      place -= 1
    }
    result.endingInOrder[place] = slot
  }

  mutating func settle(_ chunk: Chunk, end: Instant, _ shared: inout SharedState, _ observer: (any Observer)?) {
    let slot = chunk.slot
    let tokens = Int(chunk.tokens)
    totals.prefillTokens += tokens
    totals.prefillPairs += tokens * Int(shared.requests[slot].contextTokens) + tokens * (tokens + 1) / 2
    decodes.bookChunk(tokens: tokens, context: Int(shared.requests[slot].contextTokens))
    shared.requests[slot].contextTokens += chunk.tokens
    shared.requests[slot].isPlanned = false
    if shared.requests[slot].prompt >= 0 { storePrefix(of: slot, tokens: tokens, now: end, &shared) }
    if shared.requests[slot].remainingPrefill > 0 { return }
    countRow(of: shared.requests[slot].marks)
    queues.prefilling.remove(slot, &shared.requests)
    if decodes.keepsBudgets { keepBudget(of: slot, &shared) }
    if shared.requests[slot].generatedTokens == 0 {
      shared.requests[history: slot].firstToken = end
      shared.ledger.note(.firstToken, request: shared.requests[history: slot].id, detail: id.index, time: end)
      result.started.append(slot)
    } else if !shared.requests[slot].marks.contains(.gapsUntold) {
      observer?.tokenGaps(end - shared.requests[slot].lastToken, count: 1)
    }
    shared.requests[slot].generatedTokens += 1
    shared.requests[slot].lastToken = end
    if shared.requests[slot].generatedTokens == shared.requests[slot].outputTokens {
      finish(slot, &shared)
      giveBack(slot, &shared)
    } else if shared.requests[slot].handsOver {
      makeReadyToTransfer(slot, &shared.requests)
    } else {
      joinDecodes(slot, &shared)
    }
  }

  /// Counts the row that a prompt ends with: sampled, or alone all there is of an output. Of an input that is not over it is nothing.
  @inline(__always) private mutating func countRow(of marks: RequestMarks) {
    if !marks.contains(.isPromptOnly) {
      totals.sampledRows += 1
    } else if !marks.contains(.isInputPart) {
      totals.pooledRows += 1
    }
  }

  /// Takes a request from those that run. Its row, with all times in it, stays until the simulation has collected it.
  @inline(__always) private mutating func finish(_ slot: Slot, _ shared: inout SharedState) {
    shared.requests[slot].move(to: .inDelivery)
    queues.running.remove(slot, &shared.requests)
    if !adapters.isEmpty { endAdapter(slot, shared.requests) }
    totals.finished += 1
    result.ended.append(slot)
  }

  /// Gives back the blocks of a request that has ended: at once, or where the next plan was made ahead, after that one.
  @inline(__always) mutating func giveBack(_ slot: Slot, _ shared: inout SharedState) {
    leaveGroup(slot, &shared.requests)
    noteBlocksToFree(of: &shared.requests[slot])
    if !rules.asynchronousScheduling { freeBlocksOfEnded() }
  }

  @inline(__always) private mutating func noteBlocksToFree(of request: inout Request) {
    let held =
      reservation == nil && !decodes.keepsBudgets ? memory.blocks(forTokens: Int(request.contextTokens)) : Int(request.heldBlocks)
    result.blocksToFree.append(IterationResult.HeldBlocks(blocks: Int32(held), prompt: request.prompt))
    request.prompt = -1
  }

  /// Takes back what requests still hold that have ended, in the order in which they did.
  @inline(__always) mutating func freeBlocksOfEnded() { if !result.blocksToFree.isEmpty { freeAllBlocksOfEnded() } }

  @inline(never) private mutating func freeAllBlocksOfEnded() {
    for index in result.blocksToFree.indices {
      let held = result.blocksToFree[index]
      memory.free(Int(held.blocks), ofPrompt: held.prompt)
      memory.forget(prompt: held.prompt)
    }
    result.blocksToFree.removeAll()
  }

  /// Blocks without identity that requests hold which have ended.
  var unnamedBlocksOfEnded: Int {
    result.blocksToFree.indices.reduce(0) { sum, index in
      sum + Int(result.blocksToFree[index].blocks) - memory.namedBlocks(ofPrompt: result.blocksToFree[index].prompt)
    }
  }
}
