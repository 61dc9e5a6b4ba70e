import Kernel

/// Measures the prefix sharing of a trace while it passes by. Memory follows the distinct blocks.
struct PrefixSharingFit {
  private struct Prompt {
    var blocks: Int
    var depth: Int
    var distance: Int
    var first: UInt64
  }
  private var lastUse: [UInt64: Int32] = [:]
  private var prompts: [Prompt] = []
  /// The blocks at the front of the most common beginning, found by majority vote (Boyer and Moore) position by position.
  private var leading: [(block: UInt64, votes: Int)] = []
  private static let longestRoot = 64
  private var request = 0

  /// Takes in the next request's blocks.
  mutating func add(_ blocks: [UInt64]) {
    defer { request += 1 }
    guard !blocks.isEmpty else { return }
    var depth = 0
    var distance = 0
    while depth < blocks.count, let seen = lastUse[blocks[depth]] {
      distance = request - Int(seen)
      depth += 1
    }
    prompts.append(Prompt(blocks: blocks.count, depth: depth, distance: max(distance, 1), first: blocks[0]))
    for (position, block) in blocks.prefix(Self.longestRoot).enumerated() { vote(block, at: position) }
    for block in blocks { lastUse[block] = Int32(truncatingIfNeeded: request) }
  }

  private mutating func vote(_ block: UInt64, at position: Int) {
    if position == leading.count {
      leading.append((block, 1))
    } else if leading[position].block == block {
      leading[position].votes += 1
    } else if leading[position].votes > 0 {
      leading[position].votes -= 1
    } else {
      leading[position] = (block, 1)
    }
  }

  /// What was measured; nil where no request had a block.
  func result(blockTokens: Int) throws -> PrefixSharing? {
    guard !prompts.isEmpty else { return nil }
    // A block that most prompts hold at a position keeps votes there; beyond the root none has a majority.
    let majority = leading.prefix { $0.votes * 3 > prompts.count }.count
    let rooted = majority > 0 ? prompts.count { $0.first == leading[0].block } : 0
    let rootBlocks = majority
    let rootShare = rounded(Double(rooted) / Double(prompts.count))
    let rootBlock = leading[0].block
    func rootOf(_ prompt: Prompt) -> Int { majority > 0 && prompt.first == rootBlock ? min(rootBlocks, prompt.blocks) : 0 }
    let continuing = prompts.filter { $0.depth > rootOf($0) }
    let distances = continuing.map(\.distance).sorted()
    return try PrefixSharing(
      blockTokens: blockTokens, rootBlocks: rootBlocks, rootShare: rootShare, cells: cells(rootOf),
      reuseDistance: distances.isEmpty ? QuantileCurve(levels: [0, 1], values: [1, 1]) : CurveFit.curve(sorted: distances, points: 32))
  }

  private func cells(_ rootOf: (Prompt) -> Int) throws -> [PrefixSharing.Cell] {
    let bySize = prompts.sorted { $0.blocks < $1.blocks }
    let wanted = min(max(bySize.count / 200, 1), 10)
    var cells: [PrefixSharing.Cell] = []
    var start = 0
    for index in 1...wanted {
      var end = max(bySize.count * index / wanted, start)
      if index == wanted { end = bySize.count }
      while end > start, end < bySize.count, bySize[end].blocks == bySize[end - 1].blocks { end += 1 }
      guard end > start else { continue }
      let prompts = bySize[start..<end]
      let depths = prompts.filter { $0.depth > rootOf($0) }
        .map { ($0.depth - rootOf($0)) * 1000 / ($0.blocks - rootOf($0)) }.sorted()
      cells.append(
        PrefixSharing.Cell(
          largestBlocks: prompts[end - 1].blocks, continuingShare: rounded(Double(depths.count) / Double(prompts.count)),
          depthPerMille: depths.isEmpty
            ? try QuantileCurve(levels: [0, 1], values: [0, 0]) : try CurveFit.curve(sorted: depths, points: 20)))
      start = end
    }
    return cells
  }

  private func rounded(_ share: Double) -> Double { (share * 100_000).rounded() / 100_000 }
}
