import Kernel

/// Requests that come with their KV, and requests whose KV leaves.
extension Replica {
  /// Takes requests that came with their KV into the decode set, in order, as far as the plan sees them and sequences may
  /// run. They need no prefill and hold their blocks already, so that this is the engine's to do and no policy's.
  @inline(never) mutating func admitLanded(visibleUntil: Instant, _ rows: UnsafeMutablePointer<Request>) {
    while landed.count > 0 && running.count < maximumSequences {
      let slot = landed.first
      if rows[Int(slot)].queuedAt > visibleUntil { return }
      landed.remove(slot, rows)
      running.append(slot, rows)
      decodes.join(slot, rows)
    }
  }

  /// Lets a request go whose prompt is computed. Its KV stays until it has arrived elsewhere.
  @inline(never) mutating func depart(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    running.remove(slot, rows)
    rows[Int(slot)].phase = .handingOver
    handingOver += 1
    departing[departingCount] = slot
    departingCount += 1
  }

  /// Takes a request back that has departed and goes nowhere: its KV is here.
  mutating func takeBack(departed slot: Int32, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    row.pointee.heldBlocks = Int32(blocksHeld(by: row))
    row.pointee.phase = .landed
    row.pointee.queuedAt = now
    row.pointee.plannedRound = -1
    handingOver -= 1
    landed.append(slot, rows)
  }

  /// Gives back the blocks of a request that has departed, and forgets it.
  mutating func release(departed slot: Int32, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    bookLeap(now: now)
    leaveGroup(row)
    cache.release(blocksHeld(by: row), ofPrompt: row.pointee.prompt)
    if row.pointee.prompt >= 0 { cache.prefixes?.pointee.remove(prompt: row.pointee.prompt) }
    row.pointee.prompt = -1
    handingOver -= 1
  }

  /// Blocks that the KV of a prompt fills here, with the tokens that were computed anew behind it, and those that the policy
  /// reserves beyond.
  func blocks(forHandOverOf row: UnsafePointer<Request>) -> Int {
    let tokens = Int(row.pointee.prefillTarget)
    return cache.blocks(forTokens: reservation?.tokens(promptTokens: Int(row.pointee.promptTokens)) ?? tokens)
  }

  /// Keeps blocks for KV that is to come, unless too few are free or requests wait that had run before.
  ///
  /// - Returns: whether they were kept.
  mutating func keepRoom(blocks: Int, now: Instant) -> Bool {
    if swapped.count + waitingAgain > 0 { return false }
    if !cache.admits(blocks + blocksTakenByLeap(at: now)) { return false }
    bookLeap(now: now)
    cache.allocate(blocks)
    cache.noteUse(beyondBooked: blocksTakenByLeap(at: now))
    blocksAwaited += blocks
    return true
  }

  /// Gives back blocks that were kept for KV that does not come.
  mutating func giveUpRoom(blocks: Int, now: Instant) {
    if blocks == 0 { return }
    bookLeap(now: now)
    cache.release(blocks)
    blocksAwaited -= blocks
  }

  /// Books what the leap under way has taken by now, before blocks are taken or come free beside it: which content is
  /// forgotten for them hangs on the order.
  private mutating func bookLeap(now: Instant) {
    if cache.prefixes != nil { _ = allocateBegunSteps(now: now) }
    cache.noteUse(beyondBooked: blocksTakenByLeap(at: now))
  }

  /// Takes in a request whose KV has arrived, in blocks that were kept for it.
  mutating func land(_ slot: Int32, blocks: Int, now: Instant, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    blocksAwaited -= blocks
    row.pointee.heldBlocks = Int32(blocks)
    row.pointee.phase = .landed
    row.pointee.replica = Int32(index)
    row.pointee.queuedAt = now
    row.pointee.handsOver = false
    // Plans are counted by each replica for itself.
    row.pointee.plannedRound = -1
    landed.append(slot, rows)
    totals.handOversIn += 1
    totals.routed += 1
  }

  /// Lets a leap end with the iteration under way at `now`, because blocks came free or a request that needs none came.
  /// A plan made ahead does not see the request; it does see the blocks. Tells whether the leap's end has moved.
  mutating func cutLeap(now: Instant, forRequest: Bool) -> Bool {
    if !isBusy || span.count == 1 { return false }
    let ended = span.stepsEnded(by: now)
    var kept = ended > 0 && span.end(of: ended) == now ? ended : ended + 1
    if forRequest && rules.asynchronousScheduling { kept += 1 }
    if kept >= span.count { return false }
    span.count = kept
    return true
  }

  /// Whether the blocks that the leap under way still needs are there.
  func leapHasBlocks() -> Bool {
    !isBusy || !batchDecodes || span.count - 1 <= stepsAllocated
      || decodes.blocks(forSteps: span.count - 1 - stepsAllocated, from: 1 + stepsAllocated) <= cache.freeBlocks
  }
}
