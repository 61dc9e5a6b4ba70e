/// Finds a block by its identity: open addressing with linear probing, removal by shifting back (Knuth, "The Art of
/// Computer Programming", volume 3, section 6.4, algorithm R), at most half full.
///
/// An identity may stand here more than once, for two requests may compute the same text at the same time; the block
/// that was entered first is the one found, as in vLLM.
struct IdentityTable: ~Copyable {
  private var places: UnsafeMutablePointer<Int32>
  private var mask: Int
  private(set) var count = 0

  init() {
    mask = 127
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: -1, count: mask + 1)
  }

  deinit { places.deallocate() }

  /// The block of `identity` entered first; negative where there is none.
  func find(_ identity: UInt64, in blocks: UnsafePointer<CachedBlock>) -> Int32 {
    var place = home(of: identity)
    while places[place] >= 0 && blocks[Int(places[place])].word != identity { place = (place + 1) & mask }
    return places[place]
  }

  /// Enters a block behind all of the same identity.
  mutating func insert(_ block: Int32, in blocks: UnsafePointer<CachedBlock>) {
    if 2 * (count + 1) > mask { grow(blocks) }
    count += 1
    place(block, blocks)
  }

  /// Takes a block out.
  ///
  /// - Precondition: it is here.
  mutating func remove(_ block: Int32, in blocks: UnsafePointer<CachedBlock>) {
    count -= 1
    var hole = home(of: blocks[Int(block)].word)
    while places[hole] != block { hole = (hole + 1) & mask }
    var next = hole
    while true {
      next = (next + 1) & mask
      if places[next] < 0 { break }
      // Whoever's home lies between the hole and its place must stay; the first other one moves up, so equals keep their order.
      let distance = (next - home(of: blocks[Int(places[next])].word)) & mask
      if distance < (next - hole) & mask { continue }
      places[hole] = places[next]
      hole = next
    }
    places[hole] = -1
  }

  private func home(of identity: UInt64) -> Int { Int(truncatingIfNeeded: identity) & mask }

  private func place(_ block: Int32, _ blocks: UnsafePointer<CachedBlock>) {
    var place = home(of: blocks[Int(block)].word)
    while places[place] >= 0 { place = (place + 1) & mask }
    places[place] = block
  }

  /// Doubles the table. Entries move in the order in which they are probed, so equals keep theirs.
  private mutating func grow(_ blocks: UnsafePointer<CachedBlock>) {
    let (old, oldMask) = (places, mask)
    mask = 2 * mask + 1
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: -1, count: mask + 1)
    // It is never full, so there is an empty place: what follows it begins a run of probes.
    var start = 0
    while old[start] >= 0 { start += 1 }
    for step in 1...(oldMask + 1) {
      let block = old[(start + step) & oldMask]
      if block >= 0 { place(block, blocks) }
    }
    old.deallocate()
  }
}
