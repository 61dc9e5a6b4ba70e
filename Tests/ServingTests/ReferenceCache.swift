import Serving

/// The KV blocks of one machine of the reference, each a thing of its own: what it holds, who holds it, since when.
struct ReferenceCache {
  struct Block {
    /// All identities of the prompt up to this block, and its place; nil for a block that cannot be found.
    var text: [UInt64]?
    var holders = 0
    var entered = 0
    /// How often it was found, what computing its identity anew takes, and what keeping it was worth when given back last.
    var hits: Int64 = 0, price: Int64 = 0, worth: Int64 = 0
  }

  var blocks: [Block]
  /// Free blocks, the next to be taken first.
  var free: [Int]
  var entries = 0, evictions = 0
  let eviction: EvictionPolicy
  var lastWorth: Int64 = 0

  init(blocks count: Int, _ eviction: EvictionPolicy) {
    self.eviction = eviction
    blocks = Array(repeating: Block(), count: count)
    free = Array(0..<count)
  }

  mutating func take() -> Int {
    var place = 0
    if eviction != .leastRecentlyUsed {
      place = free.indices.first { blocks[free[$0]].text == nil } ?? free.indices.min { blocks[free[$0]].worth < blocks[free[$1]].worth }!
    }
    let block = free.remove(at: place)
    if blocks[block].text != nil { (evictions, lastWorth) = (evictions + 1, blocks[block].worth) }
    blocks[block] = Block(holders: 1)
    return block
  }

  /// Of the blocks that hold `text`, the one that was entered first.
  func find(_ text: [UInt64]) -> Int? {
    blocks.indices.filter { blocks[$0].text == text }.min { blocks[$0].entered < blocks[$1].entered }
  }

  mutating func enter(_ block: Int, _ text: [UInt64], price: Int64) {
    entries += 1
    blocks[block].price = price
    (blocks[block].text, blocks[block].entered) = (text, entries)
  }

  mutating func hold(_ block: Int) {
    free.removeAll { $0 == block }
    blocks[block].holders += 1
    blocks[block].hits += 1
  }

  /// Forgets all that is held by nobody, which must be all there is; nothing had to make room.
  mutating func forgetAll() {
    let before = evictions
    let all = blocks.indices.map { _ in take() }
    for block in all { blocks[block] = Block() }
    (free, evictions) = (all, before)
  }

  mutating func release(_ held: [Int]) {
    var floor: Int64 = 0
    for block in held.reversed() {
      blocks[block].holders -= 1
      if case .popularityCost(let aging) = eviction, blocks[block].text != nil {
        floor = max(floor, blocks[block].worth, lastWorth * aging / 1000 + (blocks[block].hits + 1) * blocks[block].price)
        blocks[block].worth = floor
      }
      if blocks[block].holders == 0 { free.append(block) }
    }
  }
}
