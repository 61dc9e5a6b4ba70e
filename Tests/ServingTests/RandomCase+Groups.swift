import Hardware
import Kernel

extension RandomCase {
  /// The same case with a model whose layers keep different parts of the context: everything, the last few tokens, a state. To be
  /// the last of the changes, for the memory is chosen by it.
  func keepingByGroups(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "kept groups", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    (copy.rules.engine.prefixes.host, copy.rules.engine.prefixes.remote) = (nil, nil)
    copy.rules.keptGroups = (0..<draw(0...3)).map { place in
      // Often what is kept is what is read.
      let read = rules.cappedGroups.indices.contains(place) ? rules.cappedGroups[place].readCap : draw(1...40)
      return Rules.KeptGroup(cap: draw(0...1) == 0 ? read : draw(1...40), blocks: draw(1...3))
    }
    // Prompts are shared where the layers that keep everything take one block each, and nothing is a state.
    if !rules.engine.prefixCaching {
      copy.rules.stateBlocks = draw(0...1) * draw(1...3)
      copy.rules.wholeBlocks = draw((copy.rules.keptGroups.isEmpty ? 1 : 0)...2)
    }
    // Room for the longest request of the cases, and a little or a lot beside it.
    let longest = copy.rules.layout.blocks(forTokens: 75, blockTokens: rules.blockTokens)
    copy.rules.kvBlocks = rules.lanes * (longest + rules.watermark + draw(0...1) * draw(1...longest) + draw(0...20))
    let bytes = rules.handOver.kvBytes.perToken.whole
    copy.rules.handOver.kvBytes = KVBytes(perToken: bytes * copy.rules.wholeBlocks)
    copy.rules.handOver.kvBytes.state = copy.rules.stateBlocks * draw(1...9)
    for (place, group) in copy.rules.keptGroups.enumerated() {
      copy.rules.handOver.kvBytes.perToken[place + 1] = bytes * group.blocks
      copy.rules.handOver.kvBytes.keepCaps[place + 1] = group.cap
    }
    return copy
  }

  /// A third of the cases with such a model.
  func keepingByGroupsAtTimes(_ number: Int) -> RandomCase { number % 3 == 1 ? keepingByGroups(number) : self }
}
