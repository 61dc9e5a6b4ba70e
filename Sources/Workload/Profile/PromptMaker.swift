import Kernel

/// Makes prompt blocks that share prefixes as a profile tells.
///
/// It remembers the prompts of the last requests, as far back as the profile reaches and no further than
/// ``longestMemory``, so memory does not grow with the trace.
struct PromptMaker {
  /// Requests remembered at most.
  static let longestMemory = 16384
  /// How far around the drawn distance it looks for the prompt that suits best.
  private static let reach = 8
  /// How far it looks for one that is long enough at all.
  private static let farReach = 256

  private let sharing: PrefixSharing
  private let streams: RequestStreams
  private let root: [UInt64]
  /// A power of two of slots, the newest at the request's number.
  private var recent: [[UInt64]]
  private var nextBlock: UInt64

  init(_ sharing: PrefixSharing, seed: UInt64) {
    self.sharing = sharing
    streams = RequestStreams(seed: seed, name: "prompt blocks")
    root = (0..<sharing.rootBlocks).map(UInt64.init)
    nextBlock = UInt64(sharing.rootBlocks)
    var slots = 1
    while slots < Self.longestMemory, slots <= sharing.reuseDistance.values.last! + Self.reach { slots *= 2 }
    recent = Array(repeating: [], count: slots)
  }

  /// The identities of a prompt's full blocks.
  mutating func blocks(request: Int, promptTokens: Int) -> [UInt64] {
    let count = promptTokens / sharing.blockTokens
    var stream = streams.stream(request)
    let rooted = stream.uniform() < sharing.rootShare
    let continues = stream.uniform()
    let depthLevel = stream.uniform()
    let distanceLevel = stream.uniform()
    var blocks: [UInt64] = []
    if count > 0 {
      blocks.reserveCapacity(count)
      let rootCount = rooted ? min(root.count, count) : 0
      let cell = sharing.cells.first { count <= $0.largestBlocks } ?? sharing.cells[sharing.cells.count - 1]
      if continues < cell.continuingShare, count > rootCount {
        let beyond = Double(cell.depthPerMille.value(at: depthLevel)) / 1000 * Double(count - rootCount)
        let depth = rootCount + min(max(Int(beyond.rounded()), 1), count - rootCount)
        let parent = self.parent(request: request, distance: sharing.reuseDistance.value(at: distanceLevel), depth: depth, rooted: rooted)
        blocks.append(contentsOf: parent.prefix(depth))
      } else {
        blocks.append(contentsOf: root.prefix(rootCount))
      }
      if blocks.count < rootCount { blocks.append(contentsOf: root[blocks.count..<rootCount]) }
      while blocks.count < count {
        blocks.append(nextBlock)
        nextBlock += 1
      }
    }
    recent[request & (recent.count - 1)] = blocks
    return blocks
  }

  /// The blocks of a prompt that begins with all of another.
  mutating func longer(_ blocks: [UInt64], promptTokens: Int) -> [UInt64] {
    var blocks = blocks
    while blocks.count < promptTokens / sharing.blockTokens {
      blocks.append(nextBlock)
      nextBlock += 1
    }
    return blocks
  }

  /// An earlier prompt to continue: near the drawn distance, deep enough, and ending as soon after the depth as can be,
  /// as the earlier turn of a conversation does. Where none near is deep enough the search goes farther; where none is,
  /// the deepest.
  private func parent(request: Int, distance: Int, depth: Int, rooted: Bool) -> [UInt64] {
    var best = 0
    var bestCount = 0
    for step in 0...(2 * Self.farReach) {
      if step > 2 * Self.reach && bestCount >= depth { break }
      // 0, 1, -1, 2, -2, ... around the distance.
      let back = distance + (step & 1 == 1 ? (step + 1) / 2 : -step / 2)
      guard back >= 1, back < recent.count, back <= request else { continue }
      let slot = (request - back) & (recent.count - 1)
      let count = recent[slot].count
      guard bestCount < depth ? count > bestCount : count >= depth && count < bestCount else { continue }
      guard root.isEmpty || (recent[slot][0] == root[0]) == rooted else { continue }
      (best, bestCount) = (slot, count)
    }
    return bestCount > 0 ? recent[best] : []
  }
}
