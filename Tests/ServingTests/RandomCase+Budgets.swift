import Hardware
import Kernel
import Serving

extension RandomCase {
  /// Policies under which requests may keep budgets of their own: those that set nothing aside by length and share no reads.
  static let budgeting = SchedulerCatalog.names.filter { !Rules.reserving.contains($0) && $0 != "batchllm" } + ["picking"]

  /// The same case with groups of layers that keep a budget of each request's own once its prompt is computed, and read that. To be the
  /// last of the changes, for the memory is chosen by it.
  func keepingBudgets(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "budgets", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func budget() -> Int {
      ContextCap.ofRequest(tokens: draw(0...1) * draw(0...12), promptMillionths: draw(0...2) * draw(0...500_000))
    }
    (copy.rules.engine.prefixes.host, copy.rules.engine.prefixes.remote) = (nil, nil)
    (copy.rules.perLead, copy.rules.stateBlocks) = (0, 0)
    copy.rules.compacts = draw(0...2) > 0
    copy.rules.keptGroups = (0..<draw(1...3)).map { place in
      .init(cap: place == 0 || draw(0...1) == 0 ? budget() : draw(1...40), blocks: draw(1...3))
    }
    copy.rules.wholeBlocks = draw(0...2)
    if rules.engine.prefixCaching {
      copy.rules.wholeBlocks = 1
    }
    copy.rules.cappedGroups = copy.rules.keptGroups.map { group in
      .init(readCap: draw(0...3) > 0 ? group.cap : budget(), perContextToken: Duration(picoseconds: Int64(draw(0...3))))
    }
    if draw(0...1) == 0 {
      var times = GroupValues<Int64>.zero
      for place in copy.rules.keptGroups.indices { times[place + 1] = Int64(draw(0...9)) }
      copy.rules.compaction = KVCompaction(timePerToken: times, keepCaps: copy.rules.layout.keepCaps, isOfEveryChunk: draw(0...1) == 0)
    }
    let longest = copy.rules.layout.blocks(forTokens: 75, blockTokens: rules.blockTokens)
    copy.rules.kvBlocks = rules.lanes * (longest + rules.watermark + draw(0...1) * draw(1...longest) + draw(0...20))
    let bytes = rules.handOver.kvBytes.perToken.whole
    copy.rules.handOver.mode = .serialized
    copy.rules.handOver.kvBytes = KVBytes(perToken: bytes * copy.rules.wholeBlocks)
    for (place, group) in copy.rules.keptGroups.enumerated() {
      copy.rules.handOver.kvBytes.perToken[place + 1] = bytes * group.blocks
      copy.rules.handOver.kvBytes.keepCaps[place + 1] = group.cap
    }
    return copy
  }
}
