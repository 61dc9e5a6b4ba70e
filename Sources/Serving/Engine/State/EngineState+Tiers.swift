import Hardware
import Kernel

/// Prompts that an engine finds below its accelerators and stores there.
extension EngineState {
  /// What is loaded of a prompt behind its first `first` blocks if its request is admitted now.
  @inline(never) func findBelow(
    _ prompt: Int32, first: Int, limit: Int, now: Instant, _ remotes: borrowing Column<TierStore>
  ) -> PrefixTiers.Found {
    let last = min(limit, memory.prefixes.value.namedByLoad(prompt))
    let found = memory.prefixes.value.withChain(prompt) { memory.tiers.value.find($0, first: first, limit: last, remotes) }
    if found.blocks == 0 || memory.tiers.value.rules.loading == .always { return found }
    let tokens = found.blocks * memory.blockTokens
    var shape = BatchShape()
    shape.prefillChunks = 1
    shape.prefillTokens = tokens
    let chunk = costModel.chunkCost(tokens: tokens, contextTokens: first * memory.blockTokens)
    let recomputing = costModel.iterationCost(of: shape, chunks: chunk).time(of: .zero)
    return memory.tiers.value.loaded(found, now: now) - now < recomputing ? found : PrefixTiers.Found()
  }

  /// Has the links bring what was found below the first `shared` blocks of an admitted request's prompt.
  @inline(never) mutating func loadPrefix(of slot: Slot, shared blocks: Int, now: Instant, _ shared: inout SharedState) {
    let found = shared.requests.foundBelow[slot]
    let prompt = shared.requests[slot].prompt
    let first = min(blocks, memory.prefixes.value.namedByLoad(prompt))
    // Lent for the call: the cache and the tiers are parts of the same memory.
    var tiers = memory.tiers.take()
    let end = memory.prefixes.value.withChain(prompt) { tiers.value.load(found, $0, first: first, now: now, &shared.remoteStores) }
    memory.tiers = tiers.take()
    memory.loadEnd = max(memory.loadEnd, end)
    totals.cacheHostTokens += Int(found.host) * memory.blockTokens
    totals.cacheRemoteTokens += Int(found.remote) * memory.blockTokens
  }

  /// Lengthens the iteration that begins now until what it needs is loaded.
  mutating func waitForLoad(from now: Instant) {
    let delay = memory.tiers.value.delay(load: memory.loadEnd - now, compute: Duration(picoseconds: run.span.first))
    run.span.first += delay.picoseconds
    totals.cacheLoading += delay
  }

  /// Writes the identities that a chunk of `tokens` tokens has made whole through to the tiers.
  @inline(never) mutating func storePrefix(of slot: Slot, tokens: Int, now: Instant, _ shared: inout SharedState) {
    if !memory.hasTiers || !memory.sharesPrompts { return }
    let prompt = shared.requests[slot].prompt
    let identityTokens = memory.prefixes.value.partsOfIdentity * memory.blockTokens
    let context = Int(shared.requests[slot].contextTokens)
    let last = min(context, memory.prefixes.value.namedByLoad(prompt) * memory.blockTokens) / identityTokens
    let first = (context - tokens) / identityTokens
    if first >= last { return }
    var tiers = memory.tiers.take()
    memory.prefixes.value.withChain(prompt) { chain in
      for number in first..<last { tiers.value.store(chain[number], now: now, &shared.remoteStores) }
    }
    memory.tiers = tiers.take()
  }

  /// Takes the blocks of those decode steps of a leap under way that have begun, as single steps would have done by now.
  /// Returns whether it took any.
  mutating func allocateBegunSteps(now: Instant, _ shared: inout SharedState) -> Bool {
    if !run.isBusy || !batch.decodes || run.span.count == 1 { return false }
    let steps = run.stepsBegun(by: now, plansAreMade: false) - 1 - run.stepsAllocated
    if steps < 1 { return false }
    let blocks = decodes.blocks(forSteps: steps, from: 1 + run.stepsAllocated)
    run.stepsAllocated += steps
    if blocks > 0 { memory.allocate(blocks, &shared) }
    return blocks > 0
  }
}
