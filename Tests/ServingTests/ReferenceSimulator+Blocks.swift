/// How the reference counts the blocks of a request, group by group.
extension ReferenceSimulator {
  /// Blocks that so many tokens fill in the layers that keep everything.
  func blocks(_ tokens: Int) -> Int { rules.wholeBlocks * ((tokens + rules.blockTokens - 1) / rules.blockTokens) }

  /// Blocks of the other layers, of each group for the tokens it keeps, one after the other, and those of the state.
  func otherBlocks(_ tokens: Int) -> Int {
    if tokens == 0 { return 0 }
    var count = rules.stateBlocks
    for group in rules.keptGroups { count += group.blocks * pages(Array((0..<tokens).suffix(group.isBudget ? tokens : group.cap))) }
    return count
  }
  func allBlocks(_ tokens: Int) -> Int { blocks(tokens) + otherBlocks(tokens) }

  private func pages(_ positions: [Int]) -> Int { positions.indices.filter { $0 % rules.blockTokens == 0 }.count }

  /// Blocks of the other layers that a request has with so many tokens, by what stays of it where its prompt is computed.
  func otherBlocks(_ entry: Entry, _ tokens: Int) -> Int {
    guard let resident = entry.resident, tokens > 0 else { return otherBlocks(tokens) }
    var count = rules.stateBlocks
    for (place, group) in rules.keptGroups.enumerated() {
      if !group.isBudget {
        count += group.blocks * pages(Array((0..<tokens).suffix(group.cap)))
        continue
      }
      let most = own(group.cap, entry)
      var kept = resident[place]
      for position in entry.computed..<max(entry.computed, tokens) { append(position, to: &kept, most: most) }
      count += group.blocks * (kept.count == most ? max(pages(kept), entry.scattered[place]) : pages(kept))
    }
    return count
  }
  func allBlocks(_ entry: Entry, _ tokens: Int) -> Int { blocks(tokens) + otherBlocks(entry, tokens) }

  /// Blocks that a request has not yet of those that so many tokens fill.
  func lacking(_ entry: Entry, _ tokens: Int) -> Int {
    max(0, blocks(tokens) - entry.blocks.count) + max(0, otherBlocks(entry, tokens) - entry.others.count)
  }
  func blocksForNextToken(_ entry: Entry) -> Int { lacking(entry, tokensHeld(entry.replica, entry)) }
  func blocksForNextToken(_ entries: [Entry]) -> Int { entries.reduce(0) { $0 + blocksForNextToken($1) } }

  /// Takes the blocks that a request lacks.
  mutating func grow(_ index: Int, _ entry: Entry, to tokens: Int) {
    while entry.blocks.count < blocks(tokens) { entry.blocks.append(machines[index].cache.take()) }
    while entry.others.count < otherBlocks(entry, tokens) { entry.others.append(machines[index].cache.take()) }
  }

  /// Gives back all blocks of a request.
  mutating func release(_ index: Int, _ entry: Entry) {
    machines[index].cache.release(entry.blocks + entry.others)
    (entry.blocks, entry.others) = ([], [])
  }

  // MARK: Budgets

  /// A group's cap of a request: a number, or of its own so many tokens and millionths of its prompt.
  func own(_ cap: Int, _ entry: Entry) -> Int {
    if cap >= 0 { return cap }
    let (tokens, share) = (-(cap + 1) / (1 << 20), -(cap + 1) % (1 << 20))
    let rest = (entry.prompt * share) % 1_000_000 > 0 ? 1 : 0
    return max(1, tokens + entry.prompt * share / 1_000_000 + rest)
  }

  private func append(_ position: Int, to kept: inout [Int], most: Int) {
    kept.append(position)
    if kept.count > most { kept.removeFirst() }
  }

  /// What stays of a request in each group when its prompt is computed, position by position, and the blocks that it is scattered over.
  func settle(_ entry: Entry) {
    var (resident, scattered) = ([[Int]](), [Int]())
    for group in rules.keptGroups {
      let kept = Array((0..<entry.target).suffix(own(group.cap, entry)))
      resident.append(kept)
      let all = (entry.target + rules.blockTokens - 1) / rules.blockTokens
      var gone = 1.0
      for _ in 0..<rules.blockTokens { gone *= 1 - Double(kept.count) / Double(entry.target) }
      let held = min(all, Int((Double(all) * (1 - gone)).rounded(.up)))
      scattered.append(rules.compacts || !group.isBudget || kept.count == entry.target ? 0 : held)
    }
    (entry.resident, entry.scattered) = (resident, scattered)
  }

  /// Lets a request whose prompt is computed keep its budgets.
  mutating func keepBudgets(_ index: Int, _ entry: Entry) {
    if !rules.keptGroups.contains(where: \.isBudget) { return }
    settle(entry)
    let kept = otherBlocks(entry, entry.computed)
    machines[index].cache.release(Array(entry.others[kept...]))
    entry.others.removeLast(entry.others.count - kept)
  }

  /// The tokens that a decode has gained are kept, and those before them given up.
  func keep(_ tokens: Int, of entry: Entry) {
    guard var resident = entry.resident else { return }
    for (place, group) in rules.keptGroups.enumerated() {
      for position in (entry.computed - tokens)..<entry.computed { append(position, to: &resident[place], most: own(group.cap, entry)) }
    }
    entry.resident = resident
  }

  /// What moving together what stays takes at the end of a chunk.
  func compactionTime(_ entry: Entry, _ tokens: Int) -> Int64 {
    guard let compaction = rules.compaction, compaction.isOfEveryChunk || entry.computed + tokens == entry.target else { return 0 }
    return rules.keptGroups.indices.reduce(0) { sum, place in
      let kept = own(rules.keptGroups[place].cap, entry)
      return kept < entry.computed + tokens ? sum + compaction.timePerToken[place + 1] * Int64(kept) : sum
    }
  }

  /// What a block of a prompt is known by.
  func text(_ entry: Entry, _ block: Int) -> [UInt64] {
    if block >= blocksOfLoad(entry) { return [UInt64(1) << 63 + UInt64(entry.id), UInt64(block)] }
    return Self.maker(entry) + entry.identities[...(block * rules.blockTokens / rules.promptBlockTokens)] + [UInt64(block)]
  }

  /// What a text is told apart by whose KV an adapter makes.
  static func maker(_ entry: Entry) -> [UInt64] { entry.adapter.map { [UInt64(1) << 62 + UInt64($0)] } ?? [] }
}
