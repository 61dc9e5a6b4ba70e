import Hardware
import Kernel

/// What plans do to a replica's blocks; called by ``Iteration`` and ``Simulation``.
extension Replica {
  /// Notes a chunk in the batch being planned and returns what its attention costs.
  @inline(__always) mutating func addChunk(_ slot: Int32, tokens: Int, to row: UnsafeMutablePointer<Request>) -> ChunkCost {
    let contextTokens = Int(row.pointee.contextTokens)
    chunks[chunkCount] = Chunk(slot: slot, tokens: Int32(tokens))
    chunkCount += 1
    if row.pointee.prompt >= 0 {
      // Blocks can be found as soon as they are planned to be computed, by requests later in the same plan as well.
      cache.prefixes?.pointee.name(row.pointee.prompt, count: (contextTokens + tokens) / cache.blockTokens)
      if row.pointee.group >= 0 { pinCommonBlocks(of: row) }
    }
    return costModel.chunkCost(tokens: tokens, contextTokens: contextTokens)
  }

  /// Takes the blocks with which a request is admitted to prefill `tokens` tokens first, those it can share included.
  ///
  /// - Returns: false, and nothing has changed, if they would leave less than the watermark.
  @inline(__always) mutating func takeBlocks(toAdmit row: UnsafeMutablePointer<Request>, tokens: Int, now: Instant) -> Bool {
    let target = Int(row.pointee.prefillTarget)
    let found = Int(row.pointee.foundTokens)
    var held = cache.blocks(forTokens: rules.reservesWholePrompt ? target : found + tokens)
    var needed = rules.reservesWholePrompt || !rules.admissionNeedsWholePrompt ? held : cache.blocks(forTokens: target)
    if let reservation {
      held = cache.blocks(forTokens: reservation.tokens(promptTokens: Int(row.pointee.promptTokens)))
      needed = held
    }
    if let prefixes = cache.prefixes {
      if !shareBlocks(toAdmit: row, held: held, needed: needed, now: now, prefixes) { return false }
    } else {
      if !cache.admits(needed) { return false }
      cache.allocate(held)
    }
    row.pointee.heldBlocks = Int32(held)
    return true
  }

  /// The same where prefixes are cached: what was found is shared, `held` blocks are held then, of which `needed` must be there.
  @inline(never) private mutating func shareBlocks(
    toAdmit row: UnsafeMutablePointer<Request>, held: Int, needed: Int, now: Instant, _ prefixes: UnsafeMutablePointer<PrefixCache>
  ) -> Bool {
    let shared = Int(row.pointee.foundTokens) / cache.blockTokens - row.pointee.foundBelow.blocks
    let unheld = shared == 0 ? 0 : prefixes.pointee.unheld(row.pointee.prompt, count: shared)
    if !cache.admits(needed - shared + unheld) { return false }
    if row.pointee.prompt >= 0 { cache.share(shared, unheld: unheld, with: row.pointee.prompt) }
    cache.allocate(held - shared)
    if row.pointee.group >= 0 && shared > 0 { noteHolding(row) }
    totals.cacheQueriedTokens += Int(row.pointee.prefillTarget)
    totals.cacheHitTokens += Int(row.pointee.foundTokens)
    if tiers != nil && row.pointee.foundTokens > 0 { loadPrefix(of: row, shared: shared, now: now, prefixes) }
    if row.pointee.firstScheduled == .never { row.pointee.cachedTokens = row.pointee.foundTokens }
    row.pointee.contextTokens = row.pointee.foundTokens
    // A request that has no identities when it is admitted next is not looked up again.
    row.pointee.foundTokens = 0
    row.pointee.foundBelow = PrefixTiers.Found()
    return true
  }

  /// Takes the blocks that a further chunk of an admitted request needs and it has not yet. Tells whether they were there.
  @inline(__always) mutating func takeBlocks(forChunkOf row: UnsafeMutablePointer<Request>, tokens: Int) -> Bool {
    if rules.reservesWholePrompt || reservation != nil { return true }
    let blocks = cache.blocks(forTokens: Int(row.pointee.contextTokens) + tokens) - Int(row.pointee.heldBlocks)
    if blocks > cache.freeBlocks { return false }
    cache.allocate(blocks)
    row.pointee.heldBlocks += Int32(blocks)
    return true
  }

  /// Takes a running request's KV and puts it at the head of the queue, to be computed anew, or where its policy's order
  /// has it; or its KV goes to the host's memory, where it is past its prompt and there is room.
  mutating func evict(_ slot: Int32, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let isPastPrompt = row.pointee.phase != .prefilling
    if !isPastPrompt { prefilling.remove(slot, rows) }
    let held = blocksHeld(by: row)
    if row.pointee.phase == .decoding { decodes.leave(slot, rows) }
    forgetHolding(row)
    running.remove(slot, rows)
    row.pointee.preemptions += 1
    totals.preemptions += 1
    if isPastPrompt && swapOut(slot, blocks: held, rows) { return }
    if let prefixes = cache.prefixes { keepOwnBlocks(of: row, prefixes) }
    cache.release(held, ofPrompt: row.pointee.prompt)
    row.pointee.prefillTarget = row.pointee.promptTokens + row.pointee.generatedTokens
    row.pointee.contextTokens = 0
    row.pointee.phase = .waiting
    row.pointee.queuedAt = now
    lastQueued = now
    joinQueue(slot, atHead: true, rows)
  }

  /// Gives all full blocks of a request that is about to be preempted an identity, so that it finds again what nobody has
  /// needed in the meantime (vLLM hashes every full block, of generated tokens as well).
  @inline(never) private mutating func keepOwnBlocks(
    of row: UnsafeMutablePointer<Request>, _ prefixes: UnsafeMutablePointer<PrefixCache>
  ) {
    let fullBlocks = Int(row.pointee.contextTokens) / cache.blockTokens
    if fullBlocks == 0 { return }
    if row.pointee.prompt < 0 { row.pointee.prompt = prefixes.pointee.add(UnsafeBufferPointer(start: nil, count: 0), fullBlocks: 0) }
    prefixes.pointee.keepOwn(row.pointee.prompt, count: fullBlocks)
  }

  // MARK: Prompts with identities

  /// Keeps the chained identities of a request's prompt until it ends, where prompts are shared.
  mutating func keep(_ chain: UnsafeBufferPointer<UInt64>, of row: UnsafeMutablePointer<Request>) {
    if chain.isEmpty { return }
    row.pointee.prompt = cache.prefixes?.pointee.add(chain, fullBlocks: Int(row.pointee.promptTokens) / cache.blockTokens) ?? -1
  }

  /// Looks up how much of a waiting request's prompt is here now; at least one token is left to compute.
  @inline(never) mutating func findPrefix(of row: UnsafeMutablePointer<Request>, now: Instant) {
    guard let prefixes = cache.prefixes else { return }
    let limit = (Int(row.pointee.prefillTarget) - 1) / cache.blockTokens
    var blocks = prefixes.pointee.find(row.pointee.prompt, limit: limit)
    if tiers != nil {
      row.pointee.foundBelow = findBelow(row.pointee.prompt, first: blocks, limit: limit, now: now, prefixes)
      blocks += row.pointee.foundBelow.blocks
    }
    row.pointee.foundTokens = Int32(blocks * cache.blockTokens)
  }
}
