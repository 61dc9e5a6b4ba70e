/// How the reference counts the blocks of a request, group by group.
extension ReferenceSimulator {
  /// Blocks that so many tokens fill in the layers that keep everything.
  func blocks(_ tokens: Int) -> Int { rules.wholeBlocks * ((tokens + rules.blockTokens - 1) / rules.blockTokens) }

  /// Blocks of the other layers, of each group for the tokens it keeps, one after the other, and those of the state.
  func otherBlocks(_ tokens: Int) -> Int {
    if tokens == 0 { return 0 }
    var count = rules.stateBlocks
    for group in rules.keptGroups {
      let kept = Array((0..<tokens).suffix(group.cap))
      for place in kept.indices where place % rules.blockTokens == 0 { count += group.blocks }
    }
    return count
  }
  func allBlocks(_ tokens: Int) -> Int { blocks(tokens) + otherBlocks(tokens) }

  /// Blocks that a request has not yet of those that so many tokens fill.
  func lacking(_ entry: Entry, _ tokens: Int) -> Int {
    max(0, blocks(tokens) - entry.blocks.count) + max(0, otherBlocks(tokens) - entry.others.count)
  }
  func blocksForNextToken(_ entry: Entry) -> Int { lacking(entry, tokensHeld(entry.replica, entry)) }
  func blocksForNextToken(_ entries: [Entry]) -> Int { entries.reduce(0) { $0 + blocksForNextToken($1) } }

  /// Takes the blocks that a request lacks.
  mutating func grow(_ index: Int, _ entry: Entry, to tokens: Int) {
    while entry.blocks.count < blocks(tokens) { entry.blocks.append(machines[index].cache.take()) }
    while entry.others.count < otherBlocks(tokens) { entry.others.append(machines[index].cache.take()) }
  }

  /// Gives back all blocks of a request.
  mutating func release(_ index: Int, _ entry: Entry) {
    machines[index].cache.release(entry.blocks + entry.others)
    (entry.blocks, entry.others) = ([], [])
  }
}
