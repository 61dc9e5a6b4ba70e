import Kernel

/// Prompt blocks that requests share: hashed full blocks, held by counted references, free ones forgotten in an order that an
/// ``EvictionPolicy`` decides.
///
/// vLLM's automatic prefix caching in its plain form (`vllm/v1/core/block_pool.py`; Kwon et al., SOSP 2023, section 4.4):
/// a block's identity is chained to those before it, so that equal identities mean equal text from the start on. A block
/// can be found from the moment it is planned to be computed. A request that ends gives its blocks back last one first,
/// so that of a prompt the end is forgotten before the beginning. Two requests may compute the same text at the same time;
/// of two such blocks the one that was entered first is the one found.
///
/// The load's blocks may be larger than the replica's. Then neighbouring blocks with one fate are kept as one
/// ``CachedExtent``, a compressed edge of the radix tree that the chained identities span: work goes with the load's blocks.
///
/// Blocks whose text the load does not tell, generated tokens among them, take part as mere counts until their request is
/// preempted. It alone can find them again, so they get identities of its own then. Partly filled blocks never have any.
///
/// Where a router asks which replica holds what, the methods that may change this are lent the cluster's ``PrefixIndex``, which
/// is an empty box elsewhere.
struct PrefixCache: ~Copyable {
  private(set) var queue: FreeBlockQueue
  private(set) var table = OpenTable<CachedExtent>()
  private(set) var identities = SliceArena<UInt64>(filler: 0)
  private(set) var holdings = SliceArena<HeldPiece>(filler: HeldPiece(extent: -1, count: 0))
  private(set) var prompts = Column<SharedPrompt>()
  private var unusedPrompts = Column<Int32>()
  /// Blocks of this replica in one block of the load's.
  let partsOfIdentity: Int
  /// Counts what may change the outcome of a look-up.
  private var state = 0
  /// Requests that were given identities of their own.
  private var owners: UInt64 = 0
  /// Blocks whose content was forgotten to make room.
  private(set) var evictions = 0
  private let eviction: EvictionWorth?
  /// The worth of what was forgotten last.
  private var lastWorth: Int64 = 0
  /// Whether the cluster keeps which replica has what, and this cache's number there.
  private let keepsIndex: Bool
  private let lane: Int

  init(totalBlocks: Int, partsOfIdentity: Int, eviction: EvictionWorth? = nil, keepsIndex: Bool = false, lane: Int = 0) {
    queue = FreeBlockQueue(anonymous: totalBlocks, isByWorth: eviction != nil)
    self.partsOfIdentity = partsOfIdentity
    self.eviction = eviction
    self.keepsIndex = keepsIndex
    self.lane = lane
  }

  // MARK: Blocks without identity

  /// Takes `count` free blocks in the order of eviction; what they held is forgotten.
  ///
  /// - Precondition: so many are free.
  @inline(never) mutating func take(_ count: Int, _ index: inout Box<PrefixIndex>) {
    var left = count
    while left > 0 {
      left -= queue.takeAnonymous(left)
      if left == 0 { return }
      let extent = queue.first
      precondition(extent >= 0, "more blocks are taken than are free")
      let forgotten = min(left, Int(queue.extents[Int(extent)].count))
      lastWorth = queue.extents[Int(extent)].worth
      forget(forgotten, of: extent, &index)
      evictions += forgotten
      left -= forgotten
      state += 1
    }
  }

  /// Forgets all that is here, pinned prefixes included. Returns how many blocks are free now that were not.
  ///
  /// - Precondition: no request holds a block, and `free` blocks are free.
  mutating func forgetAll(free: Int, _ index: inout Box<PrefixIndex>) -> Int {
    var freed = 0
    for number in prompts.indices where prompts[number].members > 0 {
      prompts[number].members = 1
      freed += unpin(Int32(number))
    }
    let before = evictions
    take(free + freed, &index)
    giveBack(free + freed)
    // Nothing had to make room.
    evictions = before
    return freed
  }

  /// Gives back `count` blocks without identity.
  @inline(never) mutating func giveBack(_ count: Int) { queue.append(anonymous: count) }

  /// Forgets the last `count` parts of a free extent.
  private mutating func forget(_ count: Int, of extent: Int32, _ index: inout Box<PrefixIndex>) {
    let place = queue.extents[Int(extent)]
    var wasComplete = false
    if keepsIndex {
      wasComplete = place.isAlone ? place.first == 0 && place.count == partsOfIdentity : isComplete(place.identity)
    }
    queue.change(extent) { $0.count -= Int32(count) }
    if Int(place.count) == count { remove(extent) }
    if wasComplete && (place.isAlone || !isComplete(place.identity)) { index.value.remove(place.identity, lane: lane) }
  }

  /// Takes an extent, which is free and has become empty, from those that can be found.
  private mutating func remove(_ extent: Int32) {
    let (sibling, elder) = (queue.extents[Int(extent)].sibling, queue.extents[Int(extent)].elder)
    if sibling >= 0 { queue.change(sibling) { $0.elder = elder } }
    if elder >= 0 {
      queue.change(elder) { $0.sibling = sibling }
    } else if sibling >= 0 {
      table.replace(extent, by: sibling, key: queue.extents[Int(extent)].identity)
    } else {
      table.remove(extent, in: queue.extents)
    }
    queue.discard(extent)
  }

  // MARK: Requests with identities

  /// Keeps the chained identities of a prompt of `fullBlocks` full blocks. Returns its number here.
  @inline(never) mutating func add(_ chain: Swift.Span<UInt64>, fullBlocks: Int) -> Int32 {
    let place = identities.take(chain.count)
    for number in chain.indices { identities[place + number] = chain[number] }
    let named = Int32(min(fullBlocks, chain.count * partsOfIdentity))
    return keep(SharedPrompt(identities: place, identityCount: Int32(chain.count), blockCount: named, namedByLoad: named))
  }

  private mutating func keep(_ prompt: SharedPrompt) -> Int32 {
    if !unusedPrompts.isEmpty {
      let number = unusedPrompts.removeLast()
      prompts[Int(number)] = prompt
      return number
    }
    prompts.append(prompt)
    return Int32(prompts.count - 1)
  }

  /// Forgets a request that holds nothing any more.
  @inline(never) mutating func remove(prompt number: Int32) {
    identities.giveBack(prompts[Int(number)].identities, Int(prompts[Int(number)].identityCount))
    unusedPrompts.append(number)
  }

  /// How many blocks at the start of a prompt can be found now, at most `limit`.
  mutating func find(_ number: Int32, limit: Int) -> Int {
    if prompts[Int(number)].foundAt != state {
      prompts[Int(number)].found = Int32(walk(number, limit: .max) { _, _ in })
      prompts[Int(number)].foundAt = state
    }
    return min(limit, Int(prompts[Int(number)].found))
  }

  /// How many of the first `count` blocks of a prompt, all of which are here, nobody holds.
  func unheld(_ number: Int32, count: Int) -> Int {
    var unheld = 0
    _ = walk(number, limit: count) { extent, parts in unheld += queue.extents[Int(extent)].holders == 0 ? parts : 0 }
    return unheld
  }

  /// Lets a request hold the first `count` blocks of its prompt, all of which are here.
  mutating func hold(_ number: Int32, count: Int) {
    let prompt = prompts[Int(number)]
    let place = holdings.take(Int(prompt.blockCount))
    var (block, pieces) = (0, 0)
    while block < count {
      let stretch = stretch(of: prompt, at: block)
      let (extent, stop) = piece(stretch.identity, part: block - stretch.start, limit: min(stretch.end, count) - stretch.start)
      let own = isolate(extent, part: block - stretch.start, stop: stop)
      _ = queue.hold(own)
      holdings[place + pieces] = HeldPiece(extent: own, count: Int32(stop - (block - stretch.start)))
      pieces += 1
      block = stretch.start + stop
    }
    prompts[Int(number)].holding = place
    prompts[Int(number)].pieces = Int32(pieces)
    prompts[Int(number)].held = Int32(count)
  }

  /// Gives identities to blocks that a request holds without, until its first `count` full blocks have theirs.
  @inline(never) mutating func name(_ number: Int32, count: Int, _ index: inout Box<PrefixIndex>) {
    let prompt = prompts[Int(number)]
    var block = Int(prompt.held)
    let last = min(count, Int(prompt.blockCount))
    if block >= last { return }
    var pieces = Int(prompt.pieces)
    while block < last {
      let stretch = stretch(of: prompt, at: block)
      let parts = (block - stretch.start)..<(min(stretch.end, last) - stretch.start)
      if block > Int(prompt.held) || pieces == 0 || !extend(prompt.holding + pieces - 1, stretch.identity, by: parts, &index) {
        let extent = queue.makeHeld(identity: stretch.identity, parts: parts, depth: stretch.start)
        enter(extent, &index)
        holdings[prompt.holding + pieces] = HeldPiece(extent: extent, count: Int32(parts.count))
        pieces += 1
      }
      block += parts.count
    }
    prompts[Int(number)].held = Int32(last)
    prompts[Int(number)].pieces = Int32(pieces)
    state += 1
  }

  /// Lets a request that holds `count` full blocks find all of them again after it has given them back, under identities of
  /// its own where the load gives none.
  @inline(never) mutating func keepOwn(_ number: Int32, count: Int, _ index: inout Box<PrefixIndex>) {
    let prompt = prompts[Int(number)]
    if count > Int(prompt.blockCount) {
      let place = holdings.take(count)
      if prompt.holding >= 0 {
        holdings.copy(Int(prompt.pieces), from: prompt.holding, to: place)
        holdings.giveBack(prompt.holding, Int(prompt.blockCount))
      }
      if prompt.own == 0 { owners += 1 }
      prompts[Int(number)].own = prompt.own == 0 ? owners : prompt.own
      prompts[Int(number)].holding = place
      prompts[Int(number)].blockCount = Int32(count)
    }
    name(number, count: count, &index)
  }

  /// Takes from a request all blocks it holds, the last one first. `blocks` counts those without identity as well.
  /// Returns how many are free now that were not.
  @inline(never) mutating func release(_ number: Int32, blocks: Int) -> Int {
    let prompt = prompts[Int(number)]
    let anonymous = blocks - Int(prompt.held)
    queue.append(anonymous: anonymous)
    var freed = anonymous
    var floor = Int64.min
    for index in stride(from: Int(prompt.pieces) - 1, through: 0, by: -1) {
      let piece = holdings[prompt.holding + index]
      freed += letGo(piece.extent, count: piece.count, &floor)
    }
    holdings.giveBack(prompt.holding, Int(prompt.blockCount))
    prompts[Int(number)].holding = -1
    prompts[Int(number)].pieces = 0
    prompts[Int(number)].held = 0
    return freed
  }

  /// Lets go `count` parts from the first of an extent on, the last ones first. `floor` is the worth of what comes behind them.
  private mutating func letGo(_ extent: Int32, count: Int32, _ floor: inout Int64) -> Int {
    let place = queue.extents[Int(extent)]
    var freed = 0
    if count > place.count { freed = letGo(place.continuation, count: count - place.count, &floor) }
    if let eviction {
      // What comes before is worth no less than what depends on it, and what was worth keeping once does not sink.
      floor = max(floor, place.worth, eviction.worth(uses: Int64(place.hits) + 1, depth: Int(place.depth), last: lastWorth))
      queue.change(extent) { $0.worth = floor }
    }
    return freed + (queue.letGo(extent) ? Int(place.count) : 0)
  }

  /// Calls `body` with the chained identities of a prompt and returns what it returns.
  @inline(__always) func withChain<Result>(_ number: Int32, _ body: (Swift.Span<UInt64>) throws -> Result) rethrows -> Result {
    try identities.withSpan(prompts[Int(number)].identities, count: Int(prompts[Int(number)].identityCount), body)
  }

  /// Full blocks of a prompt that the load names.
  func namedByLoad(_ number: Int32) -> Int { Int(prompts[Int(number)].namedByLoad) }

  // MARK: Pinned prefixes

  /// Keeps the first `count` blocks of a prompt, all of which are here, from being forgotten until so many members have let
  /// them go. Returns the pin's number, and how many of the blocks were free until now.
  mutating func pin(_ number: Int32, count: Int, members: Int) -> (pin: Int32, unheld: Int) {
    let prompt = prompts[Int(number)]
    let unheld = unheld(number, count: count)
    let needed = (count + partsOfIdentity - 1) / partsOfIdentity
    let place = identities.take(needed)
    identities.copy(needed, from: prompt.identities, to: place)
    let pin = keep(
      SharedPrompt(
        identities: place, identityCount: Int32(needed), blockCount: Int32(count), namedByLoad: Int32(count), members: Int32(members)))
    hold(pin, count: count)
    return (pin, unheld)
  }

  /// One member of a pin has ended: O(1), but for the last one, who gives the prefix back. Returns how many blocks are free
  /// now that were not.
  mutating func unpin(_ pin: Int32) -> Int {
    prompts[Int(pin)].members -= 1
    if prompts[Int(pin)].members > 0 { return 0 }
    let freed = release(pin, blocks: Int(prompts[Int(pin)].held))
    remove(prompt: pin)
    return freed
  }

  // MARK: -

  /// A block's place in the tree of prompts: the identity it is a part of, and the blocks of the prompt that have it.
  private struct Stretch {
    var identity: UInt64
    var start: Int
    var end: Int
  }

  private func stretch(of prompt: SharedPrompt, at block: Int) -> Stretch {
    let named = Int(prompt.namedByLoad)
    if block < named {
      let number = partsOfIdentity == 1 ? block : block / partsOfIdentity
      let start = number * partsOfIdentity
      return Stretch(identity: identities[prompt.identities + number], start: start, end: min(start + partsOfIdentity, named))
    }
    let number = (block - named) / partsOfIdentity
    let start = named + number * partsOfIdentity
    return Stretch(identity: PromptChain.own(prompt.own, number), start: start, end: min(start + partsOfIdentity, Int(prompt.blockCount)))
  }

  /// The extent in which part `part` of an identity is found, and up to where, at most `limit`; negative if in none.
  @inline(__always) private func piece(_ identity: UInt64, part: Int, limit: Int) -> (extent: Int32, stop: Int) {
    piece(from: table.find(identity, in: queue.extents), part: part, limit: limit)
  }

  @inline(__always) private func piece(from first: Int32, part: Int, limit: Int) -> (extent: Int32, stop: Int) {
    var (extent, stop) = (first, limit)
    while extent >= 0 {
      let place = queue.extents[Int(extent)]
      if Int(place.first) > part {
        // It was entered before whatever is found: from its first part on it is the one.
        stop = min(stop, Int(place.first))
      } else if Int(place.end) > part {
        return (extent, min(stop, Int(place.end)))
      }
      extent = place.sibling
    }
    return (-1, part)
  }

  /// Visits what is found at the start of a prompt, piece by piece. Returns how many blocks that is.
  @inline(__always) private func walk(_ number: Int32, limit: Int, _ visit: (Int32, Int) -> Void) -> Int {
    let prompt = prompts[Int(number)]
    let limit = min(limit, Int(prompt.blockCount))
    var block = 0
    while block < limit {
      let stretch = stretch(of: prompt, at: block)
      let first = table.find(stretch.identity, in: queue.extents)
      let end = min(stretch.end, limit)
      while block < end {
        let (extent, stop) = piece(from: first, part: block - stretch.start, limit: end - stretch.start)
        if extent < 0 { return block }
        visit(extent, stretch.start + stop - block)
        block = stretch.start + stop
      }
    }
    return limit
  }

  /// Whether all parts of an identity are here.
  func isComplete(_ identity: UInt64) -> Bool {
    let first = table.find(identity, in: queue.extents)
    var part = 0
    while part < partsOfIdentity {
      let (extent, stop) = piece(from: first, part: part, limit: partsOfIdentity)
      if extent < 0 { return false }
      part = stop
    }
    return true
  }

  /// Cuts an extent so that parts `part..<stop` are one of their own, and returns it.
  private mutating func isolate(_ extent: Int32, part: Int, stop: Int) -> Int32 {
    let own = Int(queue.extents[Int(extent)].first) < part ? queue.split(extent, at: Int32(part)) : extent
    if Int(queue.extents[Int(own)].end) > stop { _ = queue.split(own, at: Int32(stop)) }
    return own
  }

  /// Lets an extent be found, behind all of the same identity.
  private mutating func enter(_ extent: Int32, _ index: inout Box<PrefixIndex>) {
    let identity = queue.extents[Int(extent)].identity
    let first = table.find(identity, in: queue.extents)
    if first < 0 {
      table.insert(extent, in: queue.extents)
      let place = queue.extents[Int(extent)]
      if keepsIndex && place.first == 0 && Int(place.count) == partsOfIdentity { index.value.insert(identity, lane: lane) }
      return
    }
    let wasComplete = keepsIndex && isComplete(identity)
    var last = first
    while queue.extents[Int(last)].sibling >= 0 { last = queue.extents[Int(last)].sibling }
    queue.change(last) { $0.sibling = extent }
    queue.change(extent) { $0.elder = last }
    if keepsIndex && !wasComplete && isComplete(identity) { index.value.insert(identity, lane: lane) }
  }

  /// Lets an extent grow by the parts that follow it, where that is the same as entering another: nobody else has or had it,
  /// and it is the only one of its identity. Returns whether it was.
  private mutating func extend(
    _ piece: Int, _ identity: UInt64, by parts: Range<Int>, _ index: inout Box<PrefixIndex>
  ) -> Bool {
    let extent = holdings[piece].extent
    let place = queue.extents[Int(extent)]
    guard place.identity == identity, Int(place.end) == parts.lowerBound, place.isAlone, place.holders == 1, place.hits == 0,
      holdings[piece].count == place.count
    else { return false }
    queue.change(extent) { $0.count += Int32(parts.count) }
    holdings[piece].count += Int32(parts.count)
    if keepsIndex && place.first == 0 && parts.upperBound == partsOfIdentity { index.value.insert(identity, lane: lane) }
    return true
  }
}
