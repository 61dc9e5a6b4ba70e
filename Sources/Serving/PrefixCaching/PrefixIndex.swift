/// Which replica's accelerators hold which identity whole: a row of bits, one for each lane of a replica, for every identity
/// that any of them holds. Kept where a router asks for it; it says what is so now.
///
/// Open addressing with linear probing, removal by shifting back (Knuth, "The Art of Computer Programming", volume 3,
/// section 6.4, algorithm R), at most half full. A request costs O(identities matched x replicas / 64).
struct PrefixIndex: ~Copyable {
  private let wordsOfRow: Int
  private var keys: UnsafeMutablePointer<UInt64>
  /// Replicas that hold the key; zero in an empty place.
  private var holders: UnsafeMutablePointer<Int32>
  private var bits: UnsafeMutablePointer<UInt64>
  private var mask = 1023
  private(set) var count = 0
  /// The replica of each lane; most have one lane.
  private let owners: UnsafeMutablePointer<Int32>
  /// Of the look-up at hand: identities matched at the start of the prompt by each replica, and the replicas and lanes with any.
  private let matched: UnsafeMutablePointer<Int32>
  private let matching: UnsafeMutablePointer<Int32>
  private(set) var matchingCount = 0
  private let matchingLanes: UnsafeMutablePointer<Int32>
  private(set) var matchingLaneCount = 0
  private let alive: UnsafeMutablePointer<UInt64>

  /// An empty index; `owners` names the replica of each lane.
  init(owners lanes: [Int32]) {
    wordsOfRow = (lanes.count + 63) / 64
    owners = .allocate(capacity: lanes.count)
    for (lane, owner) in lanes.enumerated() { owners[lane] = owner }
    let replicas = Int(lanes.max() ?? 0) + 1
    matchingLanes = .allocate(capacity: lanes.count)
    keys = .allocate(capacity: mask + 1)
    holders = .allocate(capacity: mask + 1)
    holders.initialize(repeating: 0, count: mask + 1)
    bits = .allocate(capacity: (mask + 1) * wordsOfRow)
    bits.initialize(repeating: 0, count: (mask + 1) * wordsOfRow)
    matched = .allocate(capacity: replicas)
    matched.initialize(repeating: 0, count: replicas)
    matching = .allocate(capacity: replicas)
    alive = .allocate(capacity: wordsOfRow)
  }

  deinit {
    keys.deallocate()
    holders.deallocate()
    bits.deallocate()
    owners.deallocate()
    matchingLanes.deallocate()
    matched.deallocate()
    matching.deallocate()
    alive.deallocate()
  }

  /// A lane holds an identity whole from now on.
  mutating func insert(_ identity: UInt64, lane: Int) {
    if 2 * (count + 1) > mask { grow() }
    let place = find(identity)
    if holders[place] == 0 {
      keys[place] = identity
      count += 1
    }
    holders[place] += 1
    bits[place * wordsOfRow + lane >> 6] |= 1 << UInt64(lane & 63)
  }

  /// A lane has it no more.
  mutating func remove(_ identity: UInt64, lane: Int) {
    let place = find(identity)
    precondition(holders[place] > 0, "the index of prefixes has lost an identity")
    holders[place] -= 1
    bits[place * wordsOfRow + lane >> 6] &= ~(1 << UInt64(lane & 63))
    if holders[place] == 0 { close(place) }
  }

  /// Whether a lane holds an identity, by this index.
  func contains(_ identity: UInt64, lane: Int) -> Bool {
    let place = find(identity)
    return holders[place] > 0 && bits[place * wordsOfRow + lane >> 6] & (1 << UInt64(lane & 63)) != 0
  }

  // MARK: Look-ups

  /// The replicas that a look-up found, in ascending order of what they hold.
  subscript(position: Int) -> Int { Int(matching[position]) }

  /// The lanes that a look-up found.
  func lane(_ position: Int) -> Int { Int(matchingLanes[position]) }

  /// Identities at the start of the prompt looked up last that a replica holds whole.
  func identitiesMatched(at replica: Int) -> Int { Int(matched[replica]) }

  /// Looks up how far each replica holds a prompt.
  mutating func look(_ chain: UnsafeBufferPointer<UInt64>) {
    for position in 0..<matchingCount { matched[Int(matching[position])] = 0 }
    (matchingCount, matchingLaneCount) = (0, 0)
    if chain.isEmpty { return }
    var depth = 0
    let first = find(chain[0])
    if holders[first] == 0 { return }
    alive.update(from: bits + first * wordsOfRow, count: wordsOfRow)
    while true {
      depth += 1
      let row = depth < chain.count ? find(chain[depth]) : -1
      var anyLeft: UInt64 = 0
      for word in 0..<wordsOfRow {
        let stays = row < 0 ? 0 : alive[word] & bits[row * wordsOfRow + word]
        var leaving = alive[word] & ~stays
        while leaving != 0 {
          note(lane: word << 6 + leaving.trailingZeroBitCount, depth: depth)
          leaving &= leaving - 1
        }
        alive[word] = stays
        anyLeft |= stays
      }
      if anyLeft == 0 { return }
    }
  }

  /// A lane matches so many identities and no more. Deeper ones come later.
  private mutating func note(lane: Int, depth: Int) {
    matchingLanes[matchingLaneCount] = Int32(lane)
    matchingLaneCount += 1
    let replica = Int(owners[lane])
    if matched[replica] == 0 {
      matching[matchingCount] = Int32(replica)
      matchingCount += 1
    }
    matched[replica] = Int32(depth)
  }

  private func find(_ identity: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: identity) & mask
    while holders[place] > 0 && keys[place] != identity { place = (place + 1) & mask }
    return place
  }

  private mutating func close(_ start: Int) {
    count -= 1
    var (hole, next) = (start, start)
    while true {
      next = (next + 1) & mask
      if holders[next] == 0 { break }
      let home = Int(truncatingIfNeeded: keys[next]) & mask
      if (next - home) & mask < (next - hole) & mask { continue }
      move(next, to: hole)
      hole = next
    }
    holders[hole] = 0
    (bits + hole * wordsOfRow).update(repeating: 0, count: wordsOfRow)
  }

  private mutating func move(_ from: Int, to place: Int) {
    keys[place] = keys[from]
    holders[place] = holders[from]
    (bits + place * wordsOfRow).update(from: bits + from * wordsOfRow, count: wordsOfRow)
  }

  private mutating func grow() {
    let (oldKeys, oldHolders, oldBits, oldMask) = (keys, holders, bits, mask)
    mask = 2 * mask + 1
    keys = .allocate(capacity: mask + 1)
    holders = .allocate(capacity: mask + 1)
    holders.initialize(repeating: 0, count: mask + 1)
    bits = .allocate(capacity: (mask + 1) * wordsOfRow)
    bits.initialize(repeating: 0, count: (mask + 1) * wordsOfRow)
    for old in 0...oldMask where oldHolders[old] > 0 {
      let place = find(oldKeys[old])
      keys[place] = oldKeys[old]
      holders[place] = oldHolders[old]
      (bits + place * wordsOfRow).update(from: oldBits + old * wordsOfRow, count: wordsOfRow)
    }
    oldKeys.deallocate()
    oldHolders.deallocate()
    oldBits.deallocate()
  }
}
