/// Grouping and ordering of those that wait.
extension Iteration {
  /// Tokens that an identity of ``withPromptIdentities(of:_:)`` represents; zero on an engine that shares no prompts.
  public var identityTokens: Int {
    engine.value.memory.sharesPrompts ? engine.value.memory.prefixes.value.partsOfIdentity * engine.value.memory.blockTokens : 0
  }

  /// Calls `body` with what is known of the text of a request's prompt: equal identities at equal places mean equal text up to
  /// there. Only whole blocks have one. There are none where the load does not name them, or the engine shares no prompts.
  public func withPromptIdentities<Result>(of request: RequestFacts, _ body: (Span<UInt64>) throws -> Result) rethrows -> Result {
    let prompt = shared.value.requests[request.slot].prompt
    if prompt < 0 || !engine.value.memory.sharesPrompts { return try body(Span()) }
    return try engine.value.memory.prefixes.value.withWholeIdentities(of: prompt, body)
  }

  /// Whether the identities of a request's prompt begin with `common`.
  private func begins(_ request: RequestFacts, with common: [UInt64]) -> Bool {
    withPromptIdentities(of: request) { identities in
      identities.count >= common.count && common.indices.allSatisfy { identities[$0] == common[$0] }
    }
  }

  /// KV blocks in use, prefixes that are held for requests to come included.
  public var usedBlocks: Int { engine.value.memory.usedBlocks }

  /// Makes one group of waiting requests whose prompts all begin with the same `commonTokens` tokens. Once one of them has
  /// planned to compute these, their blocks stay until the last member has ended. A group of one, or one that has nothing
  /// in common, only marks its members as grouped.
  public mutating func group(_ members: some Collection<RequestFacts>, commonTokens: Int) {
    guard let first = members.first else { return }
    let count = commonTokens > 0 && identityTokens > 0 ? commonTokens / identityTokens : 0
    let common: [UInt64] = withPromptIdentities(of: first) { identities in
      (0..<min(count, identities.count)).map { identities[$0] }
    }
    let isReal = commonTokens > 0 && members.count > 1
    if isReal && (common.isEmpty || commonTokens % identityTokens != 0 || common.count * identityTokens != commonTokens) {
      fault(.groupedWithoutCommonText(request: first.id))
      return
    }
    for member in members {
      if !isHere(member) { return }
      let (place, group) = (shared.value.requests[member.slot].place, shared.value.requests[history: member.slot].group)
      if place != .waiting || group != RequestGroup.none {
        fault(.groupedTwiceOrNotWaiting(request: member.id))
        return
      }
      if isReal && !begins(member, with: common) {
        fault(.groupedWithoutCommonText(request: member.id))
        return
      }
    }
    var number = RequestGroup.alone
    if isReal && !engine.value.groups.isEmpty {
      number = engine.value.groups.value.add(
        commonBlocks: commonTokens / engine.value.memory.blockTokens, members: members.count)
    }
    for member in members { shared.value.requests[history: member.slot].group = number }
  }

  /// Puts a waiting request in front of all others; for policies that do not order the queue (``Scheduler/ordersWaiting``),
  /// for in an order of keys the first place is the least key's. It must be one that the plan sees.
  public mutating func moveToFront(_ request: RequestFacts) {
    if !isHere(request) { return }
    if shared.value.requests[request.slot].place != .waiting || engine.value.limits.ordersWaiting {
      fault(.movedOutOfOrder(request: request.id))
      return
    }
    engine.value.queues.waiting.remove(request.slot, &shared.value.requests)
    engine.value.queues.waiting.prepend(request.slot, &shared.value.requests)
  }
}
