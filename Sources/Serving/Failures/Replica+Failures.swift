import Kernel

/// What a crash does to a replica.
extension Replica {
  /// All requests that wait or run here, those whose KV has just come included, in order of arrival at the cluster.
  func heldRequests(_ rows: UnsafeMutablePointer<Request>) -> [Int32] {
    var held: [Int32] = []
    for first in [waiting.first, running.first, swapped.first, landed.first] {
      var slot = first
      while slot >= 0 {
        held.append(slot)
        slot = rows[Int(slot)].place.next
      }
    }
    return held.sorted { rows[Int($0)].id < rows[Int($1)].id }
  }

  /// Takes a request from the replica, with its KV. What it has produced stays, and is to be computed anew wherever it goes.
  mutating func withdraw(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let held = blocksHeld(by: row)
    switch row.pointee.phase {
    case .none: break  // On its way here.
    case .handingOver:
      handingOver -= 1
      cache.release(held, ofPrompt: row.pointee.prompt)
    case .landed:
      landed.remove(slot, rows)
      cache.release(held, ofPrompt: row.pointee.prompt)
    case .waiting: leaveQueue(slot, rows)
    case .swapped:
      swapped.remove(slot, rows)
      swappedBlocks -= Int(row.pointee.heldBlocks)
    case .prefilling, .decoding, .paused:
      if row.pointee.phase == .prefilling { prefilling.remove(slot, rows) }
      if row.pointee.phase == .decoding { decodes.leave(slot, rows) }
      running.remove(slot, rows)
      cache.release(held, ofPrompt: row.pointee.prompt)
    }
    leaveGroup(row)
    if row.pointee.prompt >= 0 {
      cache.prefixes?.pointee.remove(prompt: row.pointee.prompt)
      row.pointee.prompt = -1
    }
    row.pointee.phase = .none
    row.pointee.prefillTarget = row.pointee.promptTokens + row.pointee.generatedTokens
    row.pointee.contextTokens = 0
    row.pointee.foundTokens = 0
    row.pointee.foundBelow = PrefixTiers.Found()
    row.pointee.heldBlocks = 0
    row.pointee.plannedRound = -1
    totals.lost += 1
  }

  /// The chained identities of a request's prompt, by which another replica may find it.
  func chain(of row: UnsafePointer<Request>) -> [UInt64] {
    guard row.pointee.prompt >= 0, let prefixes = cache.prefixes else { return [] }
    return Array(prefixes.pointee.chain(row.pointee.prompt))
  }

  /// Forgets all prompts: a replica that comes back has an empty cache.
  mutating func forgetCache() {
    guard let prefixes = cache.prefixes else { return }
    cache.regain(prefixes.pointee.forgetAll(free: cache.freeBlocks))
  }

  /// Begins anew after a crash: nothing under way, a policy that remembers nothing, a front end that is free.
  mutating func restart(now: Instant) throws {
    (blocksSwappedOut, blocksSwappedIn) = (0, 0)
    frontEndFree = max(frontEndFree, now)
    lastIterationStart = now
    stages?.pointee.abandon(at: now)
    try renewPolicy()
  }

  /// Shortens a leap so that it ends with the iteration under way at `now`, after which another speed holds. Tells whether
  /// its end has moved.
  mutating func endLeap(now: Instant) -> Bool {
    if span.count == 1 { return false }
    let ended = span.stepsEnded(by: now)
    // An iteration that ends this instant is followed by a plan this instant, as in the plain loop.
    let kept = ended > 0 && span.end(of: ended) == now ? ended : ended + 1
    if kept >= span.count { return false }
    span.count = kept
    return true
  }
}
