import Hardware
import Kernel

/// Prompts that a replica finds below its accelerators and stores there.
extension Replica {
  /// What is loaded of a prompt behind its first `first` blocks if its request is admitted now.
  @inline(never) func findBelow(
    _ prompt: Int32, first: Int, limit: Int, now: Instant, _ prefixes: UnsafeMutablePointer<PrefixCache>
  ) -> PrefixTiers.Found {
    let found = tiers!.pointee.find(prefixes.pointee.chain(prompt), first: first, limit: min(limit, prefixes.pointee.namedByLoad(prompt)))
    let loading = tiers!.pointee.rules.loading
    if found.blocks == 0 || loading == .always { return found }
    let tokens = found.blocks * cache.blockTokens
    var shape = BatchShape()
    shape.prefillChunks = 1
    shape.prefillTokens = tokens
    let chunk = costModel.chunkCost(tokens: tokens, contextTokens: first * cache.blockTokens)
    let recomputing = costModel.iterationCost(of: shape, chunks: chunk).time(of: .zero)
    return tiers!.pointee.loaded(found, now: now) - now < recomputing ? found : PrefixTiers.Found()
  }

  /// Has the links bring what was found below the first `shared` blocks of an admitted request's prompt.
  @inline(never) mutating func loadPrefix(
    of row: UnsafePointer<Request>, shared: Int, now: Instant, _ prefixes: UnsafeMutablePointer<PrefixCache>
  ) {
    let found = row.pointee.foundBelow
    let end = tiers!.pointee.load(
      found, prefixes.pointee.chain(row.pointee.prompt), first: min(shared, prefixes.pointee.namedByLoad(row.pointee.prompt)), now: now)
    loadEnd = max(loadEnd, end)
    totals.cacheHostTokens += Int(found.host) * cache.blockTokens
    totals.cacheRemoteTokens += Int(found.remote) * cache.blockTokens
  }

  /// Lengthens the iteration that begins now until what it needs is loaded.
  mutating func waitForLoad(from now: Instant) {
    let delay = tiers!.pointee.delay(load: loadEnd - now, compute: Duration(picoseconds: span.first))
    span.first += delay.picoseconds
    totals.cacheLoading += delay
  }

  /// Writes the identities that a chunk of `tokens` tokens has made whole through to the tiers.
  @inline(never) mutating func storePrefix(of row: UnsafePointer<Request>, tokens: Int, now: Instant) {
    guard tiers != nil, let prefixes = cache.prefixes else { return }
    let identityTokens = prefixes.pointee.partsOfIdentity * cache.blockTokens
    let context = Int(row.pointee.contextTokens)
    let last = min(context, prefixes.pointee.namedByLoad(row.pointee.prompt) * cache.blockTokens) / identityTokens
    let first = (context - tokens) / identityTokens
    if first >= last { return }
    let chain = prefixes.pointee.chain(row.pointee.prompt)
    for number in first..<last { tiers!.pointee.store(chain[number], now: now) }
  }

  /// Takes the blocks of those decode steps of a leap under way that have begun, as single steps would have done by now.
  /// Tells whether it took any.
  mutating func allocateBegunSteps(now: Instant) -> Bool {
    if !isBusy || !batchDecodes || span.count == 1 { return false }
    let steps = stepsBegun(by: now, plansAreMade: false) - 1 - stepsAllocated
    if steps < 1 { return false }
    let blocks = decodes.blocks(forSteps: steps, from: 1 + stepsAllocated)
    stepsAllocated += steps
    if blocks > 0 { cache.allocate(blocks) }
    return blocks > 0
  }
}
