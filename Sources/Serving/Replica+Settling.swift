import Kernel

extension Replica {
  /// Books the first `steps` iterations of the span as done. What ended stands in ``ended``, what produced its first
  /// token in ``started``.
  mutating func settle(
    steps: Int, _ rows: UnsafeMutablePointer<Request>, _ ledger: UnsafeMutablePointer<Ledger>, _ observer: (any Observer)?
  ) {
    endedCount = 0
    startedCount = 0
    departingCount = 0
    isBusy = false
    if steps == 0 { return abandonStep(after: 0) }
    releaseDeparted()
    let end = span.end(of: steps)
    if rules.asynchronousScheduling { lastIterationStart = span.end(of: steps - 1) }
    totals.iterations += steps
    totals.busy.picoseconds += span.length(steps)
    totals.dynamicNanojoules += Int128(span.nanojoules(steps))
    totals.prefillNanojoules += Int128(span.prefillNanojoules)
    if let stages { stages.pointee.book(from: span.start, to: end, times: stageTimes) }
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
    if steps > 0 && stepsAllocated < steps { cache.allocate(blocks) }
    cache.release(blocks)
  }

  /// The iterations that end as an observer is told of them.
  private func told(steps: Int) -> IterationSpan {
    var prefillTokens = 0
    for index in 0..<chunkCount { prefillTokens += Int(chunks[index].tokens) }
    return IterationSpan(
      replica: number, start: span.start, count: steps, firstDuration: Duration(picoseconds: span.first),
      growth: Duration(picoseconds: span.growth.perStep), decodeSequences: batchDecodes ? decodes.count : 0,
      prefillTokens: prefillTokens, prefillChunks: chunkCount, lane: lane)
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
    if steps - 1 > stepsAllocated {
      cache.allocate(decodes.blocks(forSteps: steps - 1 - stepsAllocated, from: 1 + stepsAllocated))
    }
    let members = decodes.count
    totals.decodeTokens += members * steps
    totals.decodeContextTokens += (decodes.contextTokens + members) * steps + members * (steps * (steps - 1) / 2)
    decodes.advance(steps: steps, end: end, rows)
    if steps < span.count { abandonStep(after: steps) }
    if cache.prefixes != nil { return finishInOrderOfArrival(rows) }
    while let slot = decodes.removeFinished(rows) {
      finish(slot, rows)
      giveBack(slot, rows)
    }
  }

  /// Ends what the latest step has ended. Blocks that can be found again go back in the order in which their requests
  /// came, which the queue of free blocks remembers.
  private mutating func finishInOrderOfArrival(_ rows: UnsafeMutablePointer<Request>) {
    var count = 0
    while let slot = decodes.removeFinished(rows) {
      finish(slot, rows)
      var place = count
      while place > 0 && rows[Int(leaving[place - 1])].id > rows[Int(slot)].id {
        leaving[place] = leaving[place - 1]
        place -= 1
      }
      leaving[place] = slot
      count += 1
    }
    for place in 0..<count { giveBack(leaving[place], rows) }
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
    if row.pointee.prompt >= 0 { storePrefix(of: row, tokens: tokens, now: end) }
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
      giveBack(chunk.slot, rows)
    } else if row.pointee.handsOver {
      depart(chunk.slot, rows)
    } else {
      decodes.join(chunk.slot, rows)
    }
  }

  /// Takes a request from those that run. Its row, with all times in it, stays until the simulation has collected it.
  private mutating func finish(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].phase = .none
    running.remove(slot, rows)
    totals.finished += 1
    ended[endedCount] = slot
    endedCount += 1
  }

  /// Gives back the blocks of a request that has ended: at once, or where the next plan was made ahead, after that one.
  private mutating func giveBack(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let held = reservation == nil ? cache.blocks(forTokens: Int(row.pointee.contextTokens)) : Int(row.pointee.heldBlocks)
    leaveGroup(row)
    departed[departedCount] = Departure(blocks: Int32(held), prompt: row.pointee.prompt)
    departedCount += 1
    row.pointee.prompt = -1
    if !rules.asynchronousScheduling { releaseDeparted() }
  }

  /// Takes back what requests still hold that have ended, in the order in which they did.
  @inline(__always) mutating func releaseDeparted() {
    if departedCount > 0 { releaseAllDeparted() }
  }

  @inline(never) private mutating func releaseAllDeparted() {
    for index in 0..<departedCount {
      cache.release(Int(departed[index].blocks), ofPrompt: departed[index].prompt)
      if departed[index].prompt >= 0 { cache.prefixes?.pointee.remove(prompt: departed[index].prompt) }
    }
    departedCount = 0
  }
}
