import Kernel

/// The physical blocks of an engine: which are free, how many sequences hold each of the others, and which of them hold known text.
///
/// A block whose text is known is found by a name that stands for its tokens and all before them. It keeps the name when nobody holds
/// it any more, until it is taken for something else: of such blocks the one that was let go first is taken first, and only where no
/// other is free.
struct BlockPool {
  /// How many sequences hold a block.
  private var holders: [Int32]
  /// Free blocks without a name, the next one last.
  private var unnamed: [Int32] = []
  private var names: [UInt64?]
  private var blockOfName: [UInt64: Int32] = [:]
  /// Free blocks with a name, from the one that was let go first, as a chain through these two.
  private var next: [Int32]
  private var previous: [Int32]
  private var (first, last) = (none, none)
  private var namedCount = 0

  private static let none: Int32 = -1

  /// A pool in a shuffled order, as one that has served for a while.
  init(blocks: Int, seed: UInt64) {
    holders = Array(repeating: 0, count: blocks)
    names = Array(repeating: nil, count: blocks)
    next = Array(repeating: Self.none, count: blocks)
    previous = next
    unnamed.reserveCapacity(blocks)
    var stream = RandomStream(seed: seed, name: "blocks")
    for index in 0..<blocks {
      // Fisher and Yates from the inside out.
      let place = stream.integer(below: index + 1)
      unnamed.append(Int32(index))
      unnamed.swapAt(index, place)
    }
  }

  /// Free blocks, those with a name among them.
  var freeCount: Int { unnamed.count + namedCount }

  /// Takes a free block.
  ///
  /// - Precondition: there is one.
  mutating func take() -> Int32 {
    if let block = unnamed.popLast() {
      holders[Int(block)] = 1
      return block
    }
    precondition(first != Self.none, "more KV blocks than the pool has")
    let block = first
    unlink(block)
    forget(block)
    holders[Int(block)] = 1
    return block
  }

  /// Lets go of a block, which is free when nobody else holds it.
  mutating func letGo(_ block: Int32) {
    holders[Int(block)] -= 1
    if holders[Int(block)] > 0 { return }
    if names[Int(block)] == nil { unnamed.append(block) } else { link(block) }
  }

  /// Says what a block holds. Where another block of that name is known already, this one goes without.
  mutating func name(_ block: Int32, _ name: UInt64) {
    if names[Int(block)] != nil || blockOfName[name] != nil { return }
    names[Int(block)] = name
    blockOfName[name] = block
  }

  /// Holds the block of a name once more, free or not; nil where there is none.
  mutating func share(_ name: UInt64) -> Int32? {
    guard let block = blockOfName[name] else { return nil }
    if holders[Int(block)] == 0 { unlink(block) }
    holders[Int(block)] += 1
    return block
  }

  /// How many sequences hold a block.
  func holderCount(of block: Int32) -> Int { Int(holders[Int(block)]) }

  private mutating func forget(_ block: Int32) {
    if let name = names[Int(block)] { blockOfName[name] = nil }
    names[Int(block)] = nil
  }

  // MARK: The chain

  private mutating func link(_ block: Int32) {
    (previous[Int(block)], next[Int(block)]) = (last, Self.none)
    if last == Self.none { first = block } else { next[Int(last)] = block }
    last = block
    namedCount += 1
  }

  private mutating func unlink(_ block: Int32) {
    let (before, behind) = (previous[Int(block)], next[Int(block)])
    if before == Self.none { first = behind } else { next[Int(before)] = behind }
    if behind == Self.none { last = before } else { previous[Int(behind)] = before }
    namedCount -= 1
  }
}
