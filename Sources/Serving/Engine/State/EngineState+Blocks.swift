import Hardware
import Kernel

/// What plans do to an engine's blocks, and the prompts whose blocks it shares; called by ``Iteration`` and ``Simulation``.
extension EngineState {
  /// Notes a chunk in the batch being planned and returns what its attention costs.
  @inline(__always) mutating func addChunk(_ slot: Slot, tokens: Int, _ shared: inout SharedState) -> ChunkCost {
    let contextTokens = Int(shared.requests[slot].contextTokens)
    batch.chunks.append(Chunk(slot: slot, tokens: Int32(tokens)))
    let prompt = shared.requests[slot].prompt
    if prompt >= 0 {
      // Blocks can be found as soon as they are planned to be computed, by requests later in the same plan as well.
      memory.prefixes.value.name(prompt, count: (contextTokens + tokens) / memory.blockTokens, &shared.prefixIndex)
      if shared.requests[history: slot].group >= 0 { pinCommonBlocks(of: slot, &shared) }
    }
    var cost = costModel.chunkCost(tokens: tokens, contextTokens: contextTokens)
    if let compaction { cost += self.cost(of: compaction, for: slot, after: contextTokens + tokens, shared.requests) }
    return cost
  }

  /// Takes the blocks with which a request is admitted to prefill `tokens` tokens first, those it can share included.
  ///
  /// - Returns: false, and nothing has changed, if they would leave less than the watermark.
  @inline(__always) mutating func takeBlocks(toAdmit slot: Slot, tokens: Int, now: Instant, _ shared: inout SharedState) -> Bool {
    let target = Int(shared.requests[slot].prefillTarget)
    // While it waits, its context is what the cache holds of its prompt.
    let found = Int(shared.requests[slot].contextTokens)
    var held = memory.blocks(forTokens: rules.reservesWholePrompt ? target : found + tokens)
    var needed = rules.reservesWholePrompt || !rules.admissionNeedsWholePrompt ? held : memory.blocks(forTokens: target)
    if let reservation {
      held = memory.blocks(
        forTokens: reservation.tokens(
          promptTokens: Int(shared.requests[history: slot].promptTokens), ownOutputTokens: Int(shared.requests[slot].outputTokens)))
      needed = held
    }
    if memory.sharesPrompts {
      if !shareBlocks(toAdmit: slot, held: held, needed: needed, now: now, &shared) { return false }
    } else {
      if !memory.admits(needed) { return false }
      memory.allocate(held, &shared)
    }
    shared.requests[slot].heldBlocks = Int32(held)
    return true
  }

  /// The same where prefixes are cached: what was found is shared. The request holds `held` blocks then; `needed` must be there.
  @inline(never) private mutating func shareBlocks(
    toAdmit slot: Slot, held: Int, needed: Int, now: Instant, _ shared: inout SharedState
  ) -> Bool {
    let prompt = shared.requests[slot].prompt
    let found = shared.requests[slot].contextTokens
    let common = Int(found) / memory.blockTokens - (memory.hasTiers ? shared.requests.foundBelow[slot].blocks : 0)
    let unheld = common == 0 ? 0 : memory.prefixes.value.unheld(prompt, count: common)
    if !memory.admits(needed - common + unheld) { return false }
    if prompt >= 0 { memory.share(common, unheld: unheld, with: prompt) }
    memory.allocate(held - common, &shared)
    if shared.requests[history: slot].group >= 0 && common > 0 { noteHolding(slot, &shared.requests) }
    totals.cacheQueriedTokens += Int(shared.requests[slot].prefillTarget)
    totals.cacheHitTokens += Int(found)
    if memory.hasTiers && found > 0 { loadPrefix(of: slot, shared: common, now: now, &shared) }
    if shared.requests[history: slot].firstScheduled == .never { shared.requests[history: slot].cachedTokens = found }
    // A request that has no identities when it is admitted next is not looked up again.
    if memory.hasTiers { shared.requests.foundBelow.forget(slot) }
    return true
  }

  /// Takes the blocks that a further chunk of an admitted request needs and it has not yet. Returns whether they were there.
  @inline(__always) mutating func takeBlocks(forChunkOf slot: Slot, tokens: Int, _ shared: inout SharedState) -> Bool {
    if rules.reservesWholePrompt || reservation != nil { return true }
    let needed = memory.blocks(forTokens: Int(shared.requests[slot].contextTokens) + tokens)
    let blocks = needed - Int(shared.requests[slot].heldBlocks)
    if blocks > memory.freeBlocks { return false }
    memory.allocate(blocks, &shared)
    shared.requests[slot].heldBlocks += Int32(blocks)
    return true
  }

  /// Preempts a running request: its KV is given up and it goes to the head of the queue, to be computed anew, or where its
  /// policy's order has it; or its KV goes to the host's memory, where it is past its prompt and there is room.
  mutating func preempt(_ slot: Slot, now: Instant, _ shared: inout SharedState) {
    let place = shared.requests[slot].place
    if place == .prefilling { queues.prefilling.remove(slot, &shared.requests) }
    var held = blocksHeld(by: slot, shared.requests)
    if place == .decoding {
      let ahead = leaveDecodes(slot, &shared)
      memory.free(ahead)
      held -= ahead
    }
    forgetHolding(slot, &shared.requests)
    queues.running.remove(slot, &shared.requests)
    shared.requests[history: slot].preemptions += 1
    totals.preemptions += 1
    if place != .prefilling && swapOut(slot, blocks: held, &shared) { return }
    if !adapters.isEmpty { releaseAdapter(slot, shared.requests) }
    if memory.sharesPrompts { keepOwnBlocks(of: slot, &shared) }
    memory.free(held, ofPrompt: shared.requests[slot].prompt)
    shared.requests[slot].prefillTarget = shared.requests.recomputedTokens(slot)
    shared.requests[slot].contextTokens = 0
    shared.requests[slot].move(to: .waiting)
    wait(slot, atHead: true, now: now, &shared)
  }

  /// Gives all full blocks of a request that is about to be preempted an identity, so that it finds again what has not
  /// been evicted in the meantime (vLLM hashes every full block, of generated tokens as well).
  @inline(never) private mutating func keepOwnBlocks(of slot: Slot, _ shared: inout SharedState) {
    let fullBlocks = Int(shared.requests[slot].contextTokens) / memory.blockTokens
    if fullBlocks == 0 { return }
    if shared.requests[slot].prompt < 0 {
      shared.requests[slot].prompt = memory.prefixes.value.add(Span<UInt64>(), fullBlocks: 0)
    }
    memory.prefixes.value.keepOwn(shared.requests[slot].prompt, count: fullBlocks, &shared.prefixIndex)
  }

  // MARK: Prompts with identities

  /// Keeps the chained identities of a request's prompt until it ends, where prompts are shared.
  mutating func keep(_ chain: borrowing Span<UInt64>, of slot: Slot, _ requests: inout RequestTable) {
    if chain.isEmpty || !memory.sharesPrompts { return }
    let fullBlocks = Int(requests[history: slot].promptTokens) / memory.blockTokens
    requests[slot].prompt = memory.prefixes.value.add(chain, fullBlocks: fullBlocks)
  }

  /// Looks up how much of a waiting request's prompt is here now; at least one token is left to compute.
  @inline(never) mutating func findPrefix(of slot: Slot, now: Instant, _ shared: inout SharedState) {
    if !memory.sharesPrompts { return }
    let prompt = shared.requests[slot].prompt
    let limit = (Int(shared.requests[slot].prefillTarget) - 1) / memory.blockTokens
    var blocks = memory.prefixes.value.find(prompt, limit: limit)
    if memory.hasTiers {
      let below = findBelow(prompt, first: blocks, limit: limit, now: now, shared.remoteStores)
      shared.requests.foundBelow[slot] = below
      blocks += below.blocks
    }
    shared.requests[slot].contextTokens = Int32(blocks * memory.blockTokens)
  }
}
