/// All blocks of a replica that have an identity, and the queue of its free blocks: taken at the head, given back at the
/// tail, so that of two free blocks the one used longer ago loses its content first (vLLM V1's `FreeKVCacheBlockQueue`).
///
/// Free blocks without identity are of no interest one by one: neighbours in the queue are kept as one counted run. A
/// replica whose requests have no identities thus has a queue of one run, and every operation on it is O(1).
struct FreeBlockQueue: ~Copyable {
  private(set) var blocks: UnsafeMutablePointer<CachedBlock>
  /// Places ever used, empty ones included.
  private(set) var used = 0
  private var capacity = 64
  private var firstUnused: Int32 = -1
  private var head: Int32 = -1
  private var tail: Int32 = -1

  /// A queue of `anonymous` blocks that hold nothing yet.
  init(anonymous: Int) {
    blocks = .allocate(capacity: capacity)
    append(anonymous: anonymous)
  }

  deinit { blocks.deallocate() }

  /// Puts `count` blocks without identity at the tail.
  mutating func append(anonymous count: Int) {
    if count == 0 { return }
    if tail >= 0 && blocks[Int(tail)].isAnonymous {
      blocks[Int(tail)].word += UInt64(count)
    } else {
      append(make(CachedBlock(word: UInt64(count), holders: CachedBlock.anonymousRun)))
    }
  }

  /// Makes a block with an identity that one request holds.
  mutating func makeHeld(identity: UInt64) -> Int32 { make(CachedBlock(word: identity, holders: 1)) }

  /// Lets one more request hold `block`. Tells whether it was free until now.
  mutating func hold(_ block: Int32) -> Bool {
    let wasFree = blocks[Int(block)].holders == 0
    if wasFree { unlink(block) }
    blocks[Int(block)].holders += 1
    return wasFree
  }

  /// Lets one request less hold `block`; the last one puts it at the tail. Tells whether it is free now.
  mutating func letGo(_ block: Int32) -> Bool {
    blocks[Int(block)].holders -= 1
    if blocks[Int(block)].holders > 0 { return false }
    append(block)
    return true
  }

  /// Takes up to `count` blocks at the head as far as they have no identity. Returns how many.
  mutating func takeAnonymous(_ count: Int) -> Int {
    if head < 0 || !blocks[Int(head)].isAnonymous { return 0 }
    let taken = min(count, Int(blocks[Int(head)].word))
    blocks[Int(head)].word -= UInt64(taken)
    if blocks[Int(head)].word == 0 { discard(head) }
    return taken
  }

  /// The block at the head, which has an identity; negative in an empty queue.
  var first: Int32 { head }

  /// Takes a block, or a run, out of the queue and forgets it.
  mutating func discard(_ block: Int32) {
    unlink(block)
    blocks[Int(block)].holders = CachedBlock.unused
    blocks[Int(block)].next = firstUnused
    firstUnused = block
  }

  private mutating func append(_ block: Int32) {
    blocks[Int(block)].next = -1
    blocks[Int(block)].previous = tail
    if tail >= 0 { blocks[Int(tail)].next = block } else { head = block }
    tail = block
  }

  private mutating func unlink(_ block: Int32) {
    let (next, previous) = (blocks[Int(block)].next, blocks[Int(block)].previous)
    if previous >= 0 { blocks[Int(previous)].next = next } else { head = next }
    if next >= 0 { blocks[Int(next)].previous = previous } else { tail = previous }
    guard next >= 0, previous >= 0, blocks[Int(next)].isAnonymous, blocks[Int(previous)].isAnonymous else { return }
    // Two runs that have become neighbours are one.
    blocks[Int(previous)].word += blocks[Int(next)].word
    discard(next)
  }

  private mutating func make(_ block: CachedBlock) -> Int32 {
    if firstUnused >= 0 {
      let place = firstUnused
      firstUnused = blocks[Int(place)].next
      blocks[Int(place)] = block
      return place
    }
    if used == capacity { grow() }
    blocks[used] = block
    used += 1
    return Int32(used - 1)
  }

  private mutating func grow() {
    precondition(capacity < 1 << 30, "more cached blocks than can be numbered")
    let larger = UnsafeMutablePointer<CachedBlock>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: blocks, count: used)
    blocks.deallocate()
    blocks = larger
    capacity *= 2
  }
}
