/// The KV blocks of one machine of the reference, each a thing of its own: what it holds, who holds it, since when.
struct ReferenceCache {
  struct Block {
    /// All identities of the prompt up to this block, and its place; nil for a block that cannot be found.
    var text: [UInt64]?
    var holders = 0
    var entered = 0
  }

  var blocks: [Block]
  /// Free blocks, the next to be taken first.
  var free: [Int]
  var entries = 0, evictions = 0

  init(blocks count: Int) {
    blocks = Array(repeating: Block(), count: count)
    free = Array(0..<count)
  }

  mutating func take() -> Int {
    let block = free.removeFirst()
    if blocks[block].text != nil { evictions += 1 }
    blocks[block] = Block(holders: 1)
    return block
  }

  /// Of the blocks that hold `text`, the one that was entered first.
  func find(_ text: [UInt64]) -> Int? {
    blocks.indices.filter { blocks[$0].text == text }.min { blocks[$0].entered < blocks[$1].entered }
  }

  mutating func enter(_ block: Int, _ text: [UInt64]) {
    entries += 1
    (blocks[block].text, blocks[block].entered) = (text, entries)
  }

  mutating func hold(_ block: Int) {
    free.removeAll { $0 == block }
    blocks[block].holders += 1
  }

  mutating func release(_ held: [Int]) {
    for block in held.reversed() {
      blocks[block].holders -= 1
      if blocks[block].holders == 0 { free.append(block) }
    }
  }
}
