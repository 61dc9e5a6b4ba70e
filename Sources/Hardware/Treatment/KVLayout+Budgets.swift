import Model

/// What a sequence takes once its prompt is computed, where groups keep no more than budgets of each request's own.
extension KVLayout {
  /// Blocks of a sequence that goes on behind a context of `context` tokens, of which each group keeps its budget.
  ///
  /// Kept tokens that are moved together fill `ceil(K / block)` blocks. Where they are not, a block comes free only when none of its
  /// tokens is kept: of n tokens of which K stay wherever they are, `ceil(n / block) x (1 - (1 - K / n)^block)` blocks are held, and what
  /// is generated takes the places of what is given up.
  public func keptBlocks(context: Int, prompt: Int, blockTokens: Int) -> Int {
    if context == 0 { return 0 }
    var count = stateBlocks + blocks.whole * ((context + blockTokens - 1) / blockTokens)
    for group in 1..<AttentionGroup.most where blocks[group] > 0 {
      let kept = min(context, ContextCap.tokens(keepCaps[group], prompt: prompt))
      let isScattered = !compacts && ContextCap.isOfRequest(keepCaps[group])
      count +=
        blocks[group]
        * (isScattered
          ? Self.scatteredBlocks(of: context, kept: kept, blockTokens: blockTokens) : (kept + blockTokens - 1) / blockTokens)
    }
    return count
  }

  /// Blocks that hold at least one of `kept` tokens of `context`, in the mean and rounded up.
  static func scatteredBlocks(of context: Int, kept: Int, blockTokens: Int) -> Int {
    let all = (context + blockTokens - 1) / blockTokens
    if kept >= context { return all }
    // By repeated squaring, which is the same on every machine.
    var (gone, factor, rest) = (1.0, 1 - Double(kept) / Double(context), blockTokens)
    while rest > 0 {
      if rest & 1 == 1 { gone *= factor }
      factor *= factor
      rest >>= 1
    }
    let held = Int((Double(all) * (1 - gone)).rounded(.up))
    return min(all, max((kept + blockTokens - 1) / blockTokens, held))
  }
}
