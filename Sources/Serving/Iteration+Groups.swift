/// Grouping and ordering of those that wait.
extension Iteration {
  /// Tokens that an identity of ``promptIdentities(of:)`` stands for; zero on a replica that shares no prompts.
  public var identityTokens: Int {
    (replica.pointee.cache.prefixes?.pointee.partsOfIdentity ?? 0) * replica.pointee.cache.blockTokens
  }

  /// What is known of the text of a request's prompt: equal identities at equal places mean equal text up to there. Only
  /// whole blocks have one. Empty where the load tells nothing, or the replica shares no prompts. Good until the plan ends.
  public func promptIdentities(of request: RequestFacts) -> UnsafeBufferPointer<UInt64> {
    guard let prefixes = replica.pointee.cache.prefixes, rows[Int(request.slot)].prompt >= 0 else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return prefixes.pointee.wholeIdentities(of: rows[Int(request.slot)].prompt)
  }

  /// KV blocks in use, prefixes that are held for requests to come included.
  public var usedBlocks: Int { replica.pointee.cache.usedBlocks }

  /// Makes one group of waiting requests whose prompts all begin with the same `commonTokens` tokens. Once one of them has
  /// planned to compute these, their blocks stay until the last member has ended. A group of one, or one that has nothing
  /// in common, only marks its members as grouped.
  public mutating func group(_ members: some Collection<RequestFacts>, commonTokens: Int) {
    guard let first = members.first else { return }
    let common: [UInt64] =
      commonTokens > 0 && identityTokens > 0 ? Array(promptIdentities(of: first).prefix(commonTokens / identityTokens)) : []
    let isReal = commonTokens > 0 && members.count > 1
    if isReal && (common.isEmpty || commonTokens % identityTokens != 0 || common.count * identityTokens != commonTokens) {
      fault(.groupedWithoutCommonText(request: first.id))
      return
    }
    for member in members {
      if !isHere(member) { return }
      let row = rows + Int(member.slot)
      if row.pointee.phase != .waiting || row.pointee.group != RequestGroup.none {
        fault(.groupedTwiceOrNotWaiting(request: member.id))
        return
      }
      if isReal && !promptIdentities(of: member).starts(with: common) {
        fault(.groupedWithoutCommonText(request: member.id))
        return
      }
    }
    var number = RequestGroup.alone
    if isReal, let groups = replica.pointee.groups {
      number = groups.pointee.add(commonBlocks: commonTokens / replica.pointee.cache.blockTokens, members: members.count)
    }
    for member in members { rows[Int(member.slot)].group = number }
  }

  /// Puts a waiting request in front of all others. It must be one that the plan sees.
  public mutating func moveToFront(_ request: RequestFacts) {
    if !isHere(request) { return }
    guard rows[Int(request.slot)].phase == .waiting else {
      fault(.groupedTwiceOrNotWaiting(request: request.id))
      return
    }
    replica.pointee.waiting.remove(request.slot, rows)
    replica.pointee.waiting.prepend(request.slot, rows)
  }
}
