import Model

/// Bytes of a sequence's KV in all layers, over all accelerators of a replica and copies apart: what a hand-over moves.
public struct KVBytes: Hashable, Sendable, BitwiseCopyable {
  /// Bytes of each token that a group keeps. Groups that keep alike are counted as one.
  public var perToken: GroupValues<Int>
  /// The most tokens of a sequence that each group keeps, as `ContextCap` has it; that of the first group, which keeps everything, is
  /// not read.
  public var keepCaps = GroupValues(whole: Int.max, others: .max)
  /// Bytes of the sequence's state, whatever its length.
  public var state = 0

  /// Every layer keeps everything.
  public init(perToken: Int) { self.perToken = GroupValues(whole: perToken) }

  /// The KV of `model` in `format`. Without a hybrid KV cache every group that keeps tokens keeps all of them, but for budgets of
  /// requests.
  public init(of model: ModelShape, format: NumberFormat, hybridKVCache: Bool = true) {
    self.init(perToken: 0)
    var kept: [(cap: Int, bytes: Double)] = [(.max, 0)]
    var state = 0.0
    for group in model.attentionGroups {
      state += group.layers * group.stateBytes
      // An index that is looked through is kept of every token.
      kept[0].bytes += group.layers * group.scan.bytesPerToken
      if group.keepCap == 0 { continue }
      let cap = hybridKVCache || ContextCap.isOfRequest(group.residentCap) ? group.residentCap : .max
      let cached = min(group.cachedLayers ?? group.layers, group.layers)
      let bytes = cached * Double((group.format ?? format).bytes(for: model.keyValueValues(of: group)))
      if let same = kept.firstIndex(where: { $0.cap == cap }) { kept[same].bytes += bytes } else { kept.append((cap, bytes)) }
    }
    for (group, kept) in kept.enumerated() {
      perToken[group] = Int(min(kept.bytes.rounded(.up), 1e17))
      keepCaps[group] = kept.cap
    }
    self.state = Int(min(state.rounded(.up), 1e17))
  }

  /// Bytes of `tokens` tokens of one sequence with such a prompt, nothing for none.
  public func bytes(ofTokens tokens: Int, prompt: Int) -> Int {
    var own = self
    for group in 1..<AttentionGroup.most { own.keepCaps[group] = ContextCap.tokens(keepCaps[group], prompt: prompt) }
    return own.bytes(ofTokens: tokens)
  }

  /// Whether a group keeps a budget of each request's own.
  public var hasBudgets: Bool { (1..<AttentionGroup.most).contains { perToken[$0] > 0 && ContextCap.isOfRequest(keepCaps[$0]) } }

  /// Bytes of `tokens` tokens of one sequence, nothing for none, where no group keeps a budget of each request's own.
  @inlinable @inline(__always) public func bytes(ofTokens tokens: Int) -> Int {
    let bytes = tokens == 0 ? 0 : state + perToken.whole * tokens
    if !perToken.hasCapped { return bytes }
    // Written out, since a loop over the groups would be a call, for which all of them are copied.
    return bytes + perToken.first * min(tokens, keepCaps.first)
      + perToken.second * min(tokens, keepCaps.second) + perToken.third * min(tokens, keepCaps.third)
  }

  /// Blocks that hold so many tokens of some layers each, and the bytes of a token in one of them.
  public func blocks(ofTokens blockTokens: Int) -> (layout: KVLayout, bytesPerToken: Double) {
    let groups = 0..<AttentionGroup.most
    let sizes = groups.map { perToken[$0] }.filter { $0 > 0 }
    guard let least = sizes.min(), let most = sizes.max() else {
      // No token is kept: a sequence takes one block, which holds its state.
      return (KVLayout(blocks: .zero, stateBlocks: 1), Double(max(state, 1)) / Double(blockTokens))
    }
    let size = Double(most) < 1.25 * Double(least) ? most : least
    var layout = KVLayout(blocks: .zero, keepCaps: keepCaps)
    for group in groups { layout.blocks[group] = (perToken[group] + size - 1) / size }
    layout.stateBlocks = Int((Double(state) / (Double(size) * Double(blockTokens))).rounded(.up))
    return (layout, Double(size))
  }
}
