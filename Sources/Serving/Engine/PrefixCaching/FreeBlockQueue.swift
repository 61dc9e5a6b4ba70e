import Kernel

/// All blocks of an engine that have content to be found, and its free blocks in the order in which they are taken.
///
/// Under LRU the order is a queue: taken at the head, given back at the tail, so that of two free blocks the one used longer
/// ago loses its content first (vLLM V1's `FreeKVCacheBlockQueue`). Under an order by worth, blocks without content go
/// first, then those worth least.
///
/// Free blocks without content are of no interest one by one: neighbours in the queue are kept as one counted run. An
/// engine whose requests have no identities thus has a queue of one run, and every operation on it is O(1).
struct FreeBlockQueue: ~Copyable {
  private(set) var extents = Column<CachedExtent>(minimumCapacity: 64)
  /// Places ever used, empty ones included.
  var used: Int { extents.count }
  /// Whether worth decides, and not the time of the last use alone.
  let isByWorth: Bool
  /// By worth: free blocks without content, and the others.
  private(set) var contentless = 0
  private(set) var order = IndexedHeap()
  private var releases = 0
  private var firstUnused: Int32 = -1
  private var head: Int32 = -1
  private var tail: Int32 = -1

  /// A queue of `anonymous` blocks that hold nothing yet.
  init(anonymous: Int, isByWorth: Bool) {
    self.isByWorth = isByWorth
    append(anonymous: anonymous)
  }

  /// Puts `count` blocks without content at the tail.
  ///
  /// - Precondition: `count` is not negative.
  mutating func append(anonymous count: Int) {
    precondition(count >= 0, "less than nothing is given back")
    if count == 0 { return }
    if isByWorth {
      contentless += count
    } else if tail >= 0 && extents[Int(tail)].isAnonymous {
      extents[Int(tail)].count += Int32(count)
    } else {
      link(make(CachedExtent(count: Int32(count), holders: CachedExtent.anonymousRun)), before: -1)
    }
  }

  /// Makes an extent that one request holds.
  mutating func makeHeld(identity: UInt64, parts: Range<Int>, depth: Int) -> Int32 {
    make(CachedExtent(identity: identity, first: Int32(parts.lowerBound), count: Int32(parts.count), holders: 1, depth: Int32(depth)))
  }

  /// Lets one more request hold `extent`. Returns whether it was free until now.
  mutating func hold(_ extent: Int32) -> Bool {
    let wasFree = extents[Int(extent)].holders == 0
    if wasFree { unlink(extent) }
    extents[Int(extent)].holders += 1
    extents[Int(extent)].hits += 1
    return wasFree
  }

  /// Lets one request less hold `extent`; the last one puts it at the tail. Returns whether it is free now.
  mutating func letGo(_ extent: Int32) -> Bool {
    precondition(extents[Int(extent)].holders > 0, "a block is let go that nobody holds")
    extents[Int(extent)].holders -= 1
    if extents[Int(extent)].holders > 0 { return false }
    if isByWorth {
      releases += 1
      extents[Int(extent)].freedAt = releases
      order.insert(extent, &extents)
    } else {
      link(extent, before: -1)
    }
    return true
  }

  /// Makes `extent` end before `part`. What follows is an extent of its own with the same holders and place in the order.
  mutating func split(_ extent: Int32, at part: Int32) -> Int32 {
    let whole = extents[Int(extent)]
    var rest = whole
    (rest.first, rest.count, rest.elder, rest.next) = (part, whole.end - part, extent, -1)
    let number = make(rest)
    extents[Int(extent)].count = part - whole.first
    extents[Int(extent)].sibling = number
    extents[Int(extent)].continuation = number
    if whole.sibling >= 0 { extents[Int(whole.sibling)].elder = number }
    if whole.holders == 0 {
      if isByWorth { order.insert(number, &extents) } else { link(number, before: extent) }
    }
    return number
  }

  /// Takes up to `count` blocks that go first as far as they have no content. Returns how many.
  mutating func takeAnonymous(_ count: Int) -> Int {
    if isByWorth {
      let taken = min(count, contentless)
      contentless -= taken
      return taken
    }
    if head < 0 || !extents[Int(head)].isAnonymous { return 0 }
    let taken = min(count, Int(extents[Int(head)].count))
    extents[Int(head)].count -= Int32(taken)
    if extents[Int(head)].count == 0 { discard(head) }
    return taken
  }

  /// The extent whose content goes next; negative where no block is free.
  var first: Int32 { isByWorth ? order.first ?? -1 : head }

  /// Lets an extent begin or end elsewhere, or belong among others of its identity.
  mutating func change(_ extent: Int32, _ body: (inout CachedExtent) -> Void) { body(&extents[Int(extent)]) }

  /// Takes a free extent, or a run, out of the queue and forgets it.
  mutating func discard(_ extent: Int32) {
    unlink(extent)
    extents[Int(extent)].holders = CachedExtent.unused
    extents[Int(extent)].next = firstUnused
    firstUnused = extent
  }

  /// Puts an extent into the queue; at its tail where `follower` is negative.
  private mutating func link(_ extent: Int32, before follower: Int32) {
    let leader = follower >= 0 ? extents[Int(follower)].previous : tail
    extents[Int(extent)].next = follower
    extents[Int(extent)].previous = leader
    if leader >= 0 { extents[Int(leader)].next = extent } else { head = extent }
    if follower >= 0 { extents[Int(follower)].previous = extent } else { tail = extent }
  }

  private mutating func unlink(_ extent: Int32) {
    if isByWorth { return order.remove(extent, &extents) }
    let (next, previous) = (extents[Int(extent)].next, extents[Int(extent)].previous)
    if previous >= 0 { extents[Int(previous)].next = next } else { head = next }
    if next >= 0 { extents[Int(next)].previous = previous } else { tail = previous }
    guard next >= 0, previous >= 0, extents[Int(next)].isAnonymous, extents[Int(previous)].isAnonymous else { return }
    // Two runs that have become neighbours are one.
    extents[Int(previous)].count += extents[Int(next)].count
    discard(next)
  }

  private mutating func make(_ extent: CachedExtent) -> Int32 {
    if firstUnused >= 0 {
      let place = firstUnused
      firstUnused = extents[Int(place)].next
      extents[Int(place)] = extent
      return place
    }
    precondition(used < 1 << 30, "more cached blocks than can be numbered")
    extents.append(extent)
    return Int32(used - 1)
  }
}
