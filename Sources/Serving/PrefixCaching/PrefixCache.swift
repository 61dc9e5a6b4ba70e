/// Prompt blocks that requests share: hashed full blocks, held by counted references, free ones forgotten in LRU order.
///
/// vLLM's automatic prefix caching in its plain form (`vllm/v1/core/block_pool.py`; Kwon et al., SOSP 2023, section 4.4):
/// a block's identity is chained to those before it, so that equal identities mean equal text from the start on. A block
/// can be found from the moment it is planned to be computed. A request that ends gives its blocks back last one first,
/// so that of a prompt the end is forgotten before the beginning.
///
/// Blocks whose text the load does not tell, generated tokens among them, take part as mere counts until their request is
/// preempted. It alone can find them again, so they get identities of its own then. Partly filled blocks never have any.
struct PrefixCache: ~Copyable {
  private(set) var queue: FreeBlockQueue
  private(set) var table = IdentityTable()
  private var identities = SliceArena<UInt64>()
  private(set) var holdings = SliceArena<Int32>()
  private(set) var prompts: [SharedPrompt] = []
  private var unusedPrompts: [Int32] = []
  /// Blocks of this replica in one block of the load's.
  let partsOfIdentity: Int
  /// Counts what may change the outcome of a look-up.
  private var state = 0
  /// Requests that were given identities of their own.
  private var owners: UInt64 = 0
  /// Blocks whose content was forgotten to make room.
  private(set) var evictions = 0

  init(totalBlocks: Int, partsOfIdentity: Int) {
    queue = FreeBlockQueue(anonymous: totalBlocks)
    self.partsOfIdentity = partsOfIdentity
  }

  // MARK: Blocks without identity

  /// Takes `count` free blocks at the head of the queue; what they held is forgotten.
  ///
  /// - Precondition: so many are free.
  @inline(never) mutating func take(_ count: Int) {
    var left = count
    while left > 0 {
      left -= queue.takeAnonymous(left)
      if left == 0 { return }
      let block = queue.first
      precondition(block >= 0, "more blocks are taken than are free")
      table.remove(block, in: queue.blocks)
      queue.discard(block)
      evictions += 1
      state += 1
      left -= 1
    }
  }

  /// Gives back `count` blocks without identity.
  @inline(never) mutating func giveBack(_ count: Int) { queue.append(anonymous: count) }

  // MARK: Requests with identities

  /// Keeps what the load says of a prompt of `fullBlocks` full blocks. Returns its number here.
  @inline(never) mutating func add(_ given: [UInt64], fullBlocks: Int) -> Int32 {
    let place = identities.take(given.count)
    for (index, identity) in given.enumerated() { identities.elements[place + index] = identity }
    let named = Int32(min(fullBlocks, given.count * partsOfIdentity))
    let prompt = SharedPrompt(identities: place, identityCount: Int32(given.count), blockCount: named, namedByLoad: named)
    if let number = unusedPrompts.popLast() {
      prompts[Int(number)] = prompt
      return number
    }
    prompts.append(prompt)
    return Int32(prompts.count - 1)
  }

  /// Forgets a request that holds nothing any more.
  @inline(never) mutating func remove(_ number: Int32) {
    identities.giveBack(prompts[Int(number)].identities, Int(prompts[Int(number)].identityCount))
    unusedPrompts.append(number)
  }

  /// How many blocks at the start of a prompt can be found now, at most `limit`.
  mutating func find(_ number: Int32, limit: Int) -> Int {
    if prompts[Int(number)].foundAt != state {
      prompts[Int(number)].found = Int32(walk(number, limit: .max) { _ in })
      prompts[Int(number)].foundAt = state
    }
    return min(limit, Int(prompts[Int(number)].found))
  }

  /// How many of the first `count` blocks of a prompt, all of which are here, nobody holds.
  func unheld(_ number: Int32, count: Int) -> Int {
    var unheld = 0
    _ = walk(number, limit: count) { block in unheld += queue.blocks[Int(block)].holders == 0 ? 1 : 0 }
    return unheld
  }

  /// Lets a request hold the first `count` blocks of its prompt, all of which are here.
  mutating func hold(_ number: Int32, count: Int) {
    let place = holdings.take(Int(prompts[Int(number)].blockCount))
    let elements = holdings.elements
    var held = 0
    _ = walk(number, limit: count) { block in
      elements[place + held] = block
      held += 1
    }
    for index in 0..<held { _ = queue.hold(elements[place + index]) }
    prompts[Int(number)].holding = place
    prompts[Int(number)].held = Int32(held)
  }

  /// Gives identities to blocks that a request holds without, until its first `count` full blocks have theirs.
  @inline(never) mutating func name(_ number: Int32, count: Int) {
    let prompt = prompts[Int(number)]
    let first = Int(prompt.held)
    let last = min(count, Int(prompt.blockCount))
    if first >= last { return }
    var identity = first == 0 ? Self.root : queue.blocks[Int(holdings.elements[prompt.holding + first - 1])].word
    for index in first..<last {
      identity = chain(identity, prompt, index)
      let block = queue.makeHeld(identity: identity)
      table.insert(block, in: queue.blocks)
      holdings.elements[prompt.holding + index] = block
    }
    prompts[Int(number)].held = Int32(last)
    state += 1
  }

  /// Lets a request that holds `count` full blocks find all of them again after it has given them back, under identities of
  /// its own where the load gives none.
  @inline(never) mutating func keepOwn(_ number: Int32, count: Int) {
    let prompt = prompts[Int(number)]
    if count > Int(prompt.blockCount) {
      let place = holdings.take(count)
      if prompt.holding >= 0 {
        for index in 0..<Int(prompt.held) { holdings.elements[place + index] = holdings.elements[prompt.holding + index] }
        holdings.giveBack(prompt.holding, Int(prompt.blockCount))
      }
      if prompt.own == 0 { owners += 1 }
      prompts[Int(number)].own = prompt.own == 0 ? owners : prompt.own
      prompts[Int(number)].holding = place
      prompts[Int(number)].blockCount = Int32(count)
    }
    name(number, count: count)
  }

  /// Takes from a request all blocks it holds, the last one first. `blocks` counts those without identity as well.
  /// Returns how many are free now that were not.
  @inline(never) mutating func release(_ number: Int32, blocks: Int) -> Int {
    let prompt = prompts[Int(number)]
    let anonymous = blocks - Int(prompt.held)
    queue.append(anonymous: anonymous)
    var freed = anonymous
    for index in stride(from: Int(prompt.held) - 1, through: 0, by: -1) where queue.letGo(holdings.elements[prompt.holding + index]) {
      freed += 1
    }
    holdings.giveBack(prompt.holding, Int(prompt.blockCount))
    prompts[Int(number)].holding = -1
    prompts[Int(number)].held = 0
    return freed
  }

  // MARK: Pins

  /// Holds the first `count` blocks that a request holds, until the pin is given back like a request. Returns its number.
  @inline(never) mutating func pin(_ number: Int32, count: Int) -> Int32 {
    let pin = add([], fullBlocks: 0)
    let place = holdings.take(count)
    let held = prompts[Int(number)].holding
    for index in 0..<count {
      let block = holdings.elements[held + index]
      holdings.elements[place + index] = block
      _ = queue.hold(block)
    }
    prompts[Int(pin)].blockCount = Int32(count)
    prompts[Int(pin)].holding = place
    prompts[Int(pin)].held = Int32(count)
    return pin
  }

  /// Whether a request holds the last block of a pin, and with it the text of all before.
  func holds(_ number: Int32, _ pin: Int32) -> Bool {
    let (prompt, pinned) = (prompts[Int(number)], prompts[Int(pin)])
    return prompt.held >= pinned.held
      && holdings.elements[prompt.holding + Int(pinned.held) - 1] == holdings.elements[pinned.holding + Int(pinned.held) - 1]
  }

  /// What the load says of a request's prompt: good until the next request is added.
  func identities(of number: Int32) -> UnsafeBufferPointer<UInt64> {
    let prompt = prompts[Int(number)]
    let whole = Int(prompt.namedByLoad) / partsOfIdentity
    return UnsafeBufferPointer(start: identities.elements + prompt.identities, count: whole)
  }

  // MARK: -

  /// What the first block of every prompt is chained to.
  private static let root: UInt64 = 0x13198A2E_03707344

  /// The identity of block `index` of a prompt, chained to the one before it. Blocks of different text have equal ones by
  /// an accident of 64 bits only.
  private func chain(_ previous: UInt64, _ prompt: SharedPrompt, _ index: Int) -> UInt64 {
    if index >= Int(prompt.namedByLoad) { return Self.mixed(previous ^ (prompt.own &* 0xFF51_AFD7_ED55_8CCD &+ UInt64(index))) }
    let (identity, part) = partsOfIdentity == 1 ? (index, 0) : index.quotientAndRemainder(dividingBy: partsOfIdentity)
    let given = identities.elements[prompt.identities + identity]
    return Self.mixed(previous ^ (given &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(part)))
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return (product.high ^ product.low) &+ 0xA409_3822_299F_31D0
  }

  /// Visits the blocks at the start of a prompt as long as they are found. Returns how many were.
  private func walk(_ number: Int32, limit: Int, _ visit: (Int32) -> Void) -> Int {
    let prompt = prompts[Int(number)]
    let limit = min(limit, Int(prompt.blockCount))
    var identity = Self.root
    for index in 0..<limit {
      identity = chain(identity, prompt, index)
      let block = table.find(identity, in: queue.blocks)
      if block < 0 { return index }
      visit(block)
    }
    return limit
  }
}
