import Kernel

/// Which replica's accelerators hold which identity whole: a row of bits, one for each engine (here a lane), for every identity
/// that any of them holds. Kept where a router asks for it; it says what is so now.
///
/// A request costs O(identities matched x replicas / 64).
package struct PrefixIndex: ~Copyable {
  /// An identity and how many lanes hold it; none of a row that is free, whose bits are all zero.
  struct Row: Identified {
    var identity: UInt64
    var holders: Int32 = 0
    /// Of a free row, the next free one.
    var nextFree: Int32 = -1
  }

  private let wordsOfRow: Int
  private var rows = Column<Row>(minimumCapacity: 1024)
  private var bits: Column<UInt64>
  private var table = OpenTable<Row>(fewestPlaces: 1024)
  private var firstFree: Int32 = -1
  /// The replica of each lane; most have one lane.
  private let owners: Column<Int32>
  /// Of the look-up at hand: identities matched at the start of the prompt by each replica, and the replicas and lanes with any.
  private var matched: Column<Int32>
  private var matching: Column<Int32>
  private var matchingLanes: Column<Int32>
  private var alive: Column<UInt64>

  /// An empty index; `owners` names the replica of each lane.
  package init(owners lanes: [Int32]) {
    wordsOfRow = (lanes.count + 63) / 64
    owners = Column(lanes)
    let replicas = Int(lanes.max() ?? 0) + 1
    bits = Column(minimumCapacity: 1024 * wordsOfRow)
    matched = Column(repeating: 0, count: replicas)
    matching = Column(minimumCapacity: replicas)
    matchingLanes = Column(minimumCapacity: lanes.count)
    alive = Column(repeating: 0, count: wordsOfRow)
  }

  /// Identities that any lane holds.
  package var count: Int { table.count }

  /// A lane holds an identity whole from now on.
  ///
  /// - Precondition: it did not until now.
  package mutating func insert(_ identity: UInt64, lane: Int) {
    precondition(lane >= 0 && lane < owners.count, "a lane out of range")
    var row = table.find(identity, in: rows)
    if row < 0 {
      row = makeRow(identity)
      table.insert(row, in: rows)
    }
    let (word, bit) = place(of: lane, in: row)
    precondition(bits[word] & bit == 0, "a lane holds an identity twice")
    rows[Int(row)].holders += 1
    bits[word] |= bit
  }

  /// A lane has it no more.
  ///
  /// - Precondition: it had it.
  package mutating func remove(_ identity: UInt64, lane: Int) {
    precondition(lane >= 0 && lane < owners.count, "a lane out of range")
    let row = table.find(identity, in: rows)
    precondition(row >= 0, "the index of prefixes has lost an identity")
    let (word, bit) = place(of: lane, in: row)
    precondition(bits[word] & bit != 0, "the index of prefixes has lost a lane")
    rows[Int(row)].holders -= 1
    bits[word] &= ~bit
    if rows[Int(row)].holders > 0 { return }
    table.remove(row, in: rows)
    rows[Int(row)].nextFree = firstFree
    firstFree = row
  }

  /// Whether a lane holds an identity, by this index.
  package func contains(_ identity: UInt64, lane: Int) -> Bool {
    let row = table.find(identity, in: rows)
    if row < 0 { return false }
    let (word, bit) = place(of: lane, in: row)
    return bits[word] & bit != 0
  }

  // MARK: Look-ups

  /// How many replicas a look-up found.
  package var matchingCount: Int { matching.count }

  /// The replicas that a look-up found, in ascending order of what they hold.
  package subscript(position: Int) -> Int { Int(matching[position]) }

  /// How many lanes a look-up found.
  package var matchingLaneCount: Int { matchingLanes.count }

  /// The lanes that a look-up found.
  package func lane(_ position: Int) -> Int { Int(matchingLanes[position]) }

  /// Identities at the start of the prompt looked up last that a replica holds whole.
  package func identitiesMatched(at replica: Int) -> Int { Int(matched[replica]) }

  /// Looks up how far each replica holds a prompt.
  package mutating func look(_ chain: Swift.Span<UInt64>) {
    for position in matching.indices { matched[Int(matching[position])] = 0 }
    matching.removeAll()
    matchingLanes.removeAll()
    if chain.isEmpty { return }
    var depth = 0
    let first = table.find(chain[0], in: rows)
    if first < 0 { return }
    for word in 0..<wordsOfRow { alive[word] = bits[Int(first) * wordsOfRow + word] }
    while true {
      depth += 1
      let row = depth < chain.count ? Int(table.find(chain[depth], in: rows)) : -1
      var anyLeft: UInt64 = 0
      for word in 0..<wordsOfRow {
        let before = alive[word]
        let stays = row < 0 ? 0 : before & bits[row * wordsOfRow + word]
        var leaving = before & ~stays
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
    matchingLanes.append(Int32(lane))
    let replica = owners[lane]
    if matched[Int(replica)] == 0 { matching.append(replica) }
    matched[Int(replica)] = Int32(depth)
  }

  // MARK: -

  /// What does not add up, or nil: the table against the rows, and each row's holders against its bits.
  package var fault: String? {
    if let fault = table.fault(in: rows) { return fault }
    var held = 0
    for row in rows.indices {
      let lanes = (0..<wordsOfRow).reduce(0) { $0 + bits[row * wordsOfRow + $1].nonzeroBitCount }
      if lanes != Int(rows[row].holders) { return "\(lanes) lanes hold an identity that counts \(rows[row].holders)" }
      held += lanes > 0 ? 1 : 0
    }
    return held == count ? nil : "\(held) identities are held and \(count) can be found"
  }

  /// The word and the bit of a lane in a row.
  @inline(__always) private func place(of lane: Int, in row: Int32) -> (word: Int, bit: UInt64) {
    (Int(row) * wordsOfRow + lane >> 6, 1 << UInt64(lane & 63))
  }

  private mutating func makeRow(_ identity: UInt64) -> Int32 {
    let new = Row(identity: identity)
    if firstFree >= 0 {
      let row = firstFree
      firstFree = rows[Int(row)].nextFree
      rows[Int(row)] = new
      return row
    }
    rows.append(new)
    bits.append(repeating: 0, count: wordsOfRow)
    return Int32(rows.count - 1)
  }
}
