import Kernel

/// Flows that share links fairly: each gets as much as it can without taking from one that has less (max-min fairness, by
/// progressive filling; Bertsekas and Gallager, "Data Networks", 2nd edition, section 6.5.2).
///
/// All is in integers. A rate is a whole number of bytes a second, rounded down; what is left of a flow is counted in bytes
/// times picoseconds of a second, so that progress is exact; an end is rounded up to a picosecond once. Rates change only
/// where a flow begins, grows or ends, or a link changes, and only among flows that share a link with it, or with one that does.
struct FairNetwork: ~Copyable {
  /// A flow under way, or a free place for one.
  private struct Flow: BitwiseCopyable {
    var links: SIMD4<Int32>
    var hops: Int
    /// Picobytes to go, as of `since`.
    var remaining: Int128
    var bytes: Int
    var rate: Int64 = 0
    var since: Instant
    /// Counts flows as they begin; those that end at one instant do so in this order.
    var order: Int
    /// Whom it is for.
    var owner: Int32
    /// Its place in the heap of ends.
    var place: Int32 = -1
    var isFrozen = false
    var round = 0
  }

  /// A flow's neighbours on one of its links, as number of the flow times four plus the hop.
  private struct Neighbours: BitwiseCopyable {
    var next: Int32 = -1
    var previous: Int32 = -1
  }

  private struct LinkState: BitwiseCopyable {
    var capacity: Int64
    var first: Int32 = -1
    /// Of the round of filling under way.
    var left: Int64 = 0
    var unfrozen: Int64 = 0
    var round = 0
  }

  private var links: [LinkState]
  private var flows: [Flow] = []
  private var neighbours: [Neighbours] = []
  private var ends: [Instant] = []
  private var heap: [Int32] = []
  private var free: [Int32] = []
  private var begun = 0
  private var round = 0
  private var affectedLinks: [Int32] = []
  private var affectedFlows: [Int32] = []
  /// Bytes that were given to it, and those that have arrived.
  private(set) var acceptedBytes = 0
  private(set) var deliveredBytes = 0

  init(capacities: [Int64]) { links = capacities.map { LinkState(capacity: $0) } }

  /// Flows under way.
  var count: Int { heap.count }

  /// When the next flow ends, or ``Instant/never``.
  var nextEnd: Instant { heap.isEmpty ? .never : ends[Int(heap[0])] }

  /// Begins a flow and returns its number.
  mutating func begin(_ path: NetworkPath, bytes: Int, owner: Int32, now: Instant) -> Int32 {
    let flow = Flow(
      links: path.links, hops: path.hops, remaining: Int128(bytes) * Self.picobytes, bytes: bytes, since: now, order: begun, owner: owner)
    begun += 1
    acceptedBytes += bytes
    let number = place(flow)
    for hop in 0..<path.hops { attach(number, hop) }
    heap.append(number)
    flows[Int(number)].place = Int32(heap.count - 1)
    if isAlone(number) {
      setRate((0..<path.hops).reduce(Int64.max) { min($0, links[Int(path.links[$1])].capacity) }, of: number, now: now)
    } else {
      share(around: path.links, hops: path.hops, now: now)
    }
    return number
  }

  /// Lengthens a flow.
  mutating func grow(_ number: Int32, bytes: Int, now: Instant) {
    acceptedBytes += bytes
    flows[Int(number)].bytes += bytes
    advance(number, to: now)
    flows[Int(number)].remaining += Int128(bytes) * Self.picobytes
    setEnd(of: number, now: now)
  }

  /// Changes what a link carries in a second. Flows for which nothing is left stand still until there is more again.
  mutating func setCapacity(_ bytesPerSecond: Int64, of link: Int32, now: Instant) {
    links[Int(link)].capacity = bytesPerSecond
    share(around: SIMD4(link, -1, -1, -1), hops: 1, now: now)
  }

  /// Takes a flow out that has not ended; what it has not brought is not counted as accepted any more.
  mutating func cancel(_ number: Int32, now: Instant) {
    acceptedBytes -= flows[Int(number)].bytes
    remove(number, now: now)
  }

  /// Takes out the flow that ends at `now`, the one that began first if there are several, and returns whom it was for.
  mutating func removeEnded(now: Instant) -> Int32? {
    guard let first = heap.first, ends[Int(first)] <= now else { return nil }
    let owner = flows[Int(first)].owner
    deliveredBytes += flows[Int(first)].bytes
    remove(first, now: now)
    return owner
  }

  /// What does not add up in the books, or nil: bytes given are there or on their way, and no link carries more than it can.
  func fault() -> String? {
    let underWay = heap.reduce(0) { $0 + flows[Int($1)].bytes }
    if acceptedBytes != deliveredBytes + underWay {
      return "the network was given \(acceptedBytes) bytes, and \(deliveredBytes) arrived and \(underWay) are on their way"
    }
    for link in links.indices {
      var (sum, entry) = (Int64(0), links[link].first)
      while entry >= 0 {
        sum += flows[Int(entry >> 2)].rate
        entry = neighbours[Int(entry)].next
      }
      if sum > links[link].capacity { return "link \(link) of \(links[link].capacity) bytes a second carries \(sum)" }
    }
    return nil
  }

  // MARK: -

  private static let picobytes: Int128 = 1_000_000_000_000

  private mutating func place(_ flow: Flow) -> Int32 {
    if let number = free.popLast() {
      flows[Int(number)] = flow
      ends[Int(number)] = .never
      return number
    }
    flows.append(flow)
    ends.append(.never)
    for _ in 0..<4 { neighbours.append(Neighbours()) }
    return Int32(flows.count - 1)
  }

  private mutating func attach(_ number: Int32, _ hop: Int) {
    let (entry, link) = (number * 4 + Int32(hop), Int(flows[Int(number)].links[hop]))
    let next = links[link].first
    neighbours[Int(entry)] = Neighbours(next: next, previous: -1)
    if next >= 0 { neighbours[Int(next)].previous = entry }
    links[link].first = entry
  }

  private mutating func detach(_ number: Int32, _ hop: Int) {
    let link = Int(flows[Int(number)].links[hop])
    let (next, previous) = (neighbours[Int(number) * 4 + hop].next, neighbours[Int(number) * 4 + hop].previous)
    if next >= 0 { neighbours[Int(next)].previous = previous }
    if previous >= 0 { neighbours[Int(previous)].next = next } else { links[link].first = next }
  }

  /// Whether no other flow is on any link of this one, so that its rate is nobody else's business.
  private func isAlone(_ number: Int32) -> Bool {
    (0..<flows[Int(number)].hops).allSatisfy { hop in
      let entry = Int(number) * 4 + hop
      return neighbours[entry].next < 0 && neighbours[entry].previous < 0
    }
  }

  private mutating func remove(_ number: Int32, now: Instant) {
    let (path, hops) = (flows[Int(number)].links, flows[Int(number)].hops)
    let wasAlone = isAlone(number)
    for hop in 0..<hops { detach(number, hop) }
    let place = Int(flows[Int(number)].place)
    let last = heap.removeLast()
    if last != number {
      heap[place] = last
      flows[Int(last)].place = Int32(place)
      restore(place)
    }
    free.append(number)
    if !wasAlone { share(around: path, hops: hops, now: now) }
  }

  /// Gives every flow that shares a link with `path`, or with one that does, its fair rate.
  private mutating func share(around path: SIMD4<Int32>, hops: Int, now: Instant) {
    round += 1
    affectedLinks.removeAll(keepingCapacity: true)
    affectedFlows.removeAll(keepingCapacity: true)
    for hop in 0..<hops { reach(link: path[hop]) }
    var following = 0
    while following < affectedLinks.count {
      var entry = links[Int(affectedLinks[following])].first
      while entry >= 0 {
        reach(flow: entry >> 2)
        entry = neighbours[Int(entry)].next
      }
      following += 1
    }
    var unfrozen = affectedFlows.count
    while unfrozen > 0 { unfrozen -= fillTightest(now: now) }
  }

  private mutating func reach(link: Int32) {
    if links[Int(link)].round == round { return }
    links[Int(link)].round = round
    links[Int(link)].left = links[Int(link)].capacity
    links[Int(link)].unfrozen = 0
    affectedLinks.append(link)
  }

  private mutating func reach(flow number: Int32) {
    if flows[Int(number)].round == round { return }
    flows[Int(number)].round = round
    flows[Int(number)].isFrozen = false
    affectedFlows.append(number)
    let (path, hops) = (flows[Int(number)].links, flows[Int(number)].hops)
    for hop in 0..<hops {
      reach(link: path[hop])
      links[Int(path[hop])].unfrozen += 1
    }
  }

  /// Freezes the flows of the link that has least for each of its own; returns how many.
  private mutating func fillTightest(now: Instant) -> Int {
    var (tightest, share) = (Int32(-1), Int64.max)
    for link in affectedLinks where links[Int(link)].unfrozen > 0 {
      let each = links[Int(link)].left / links[Int(link)].unfrozen
      if each < share || each == share && link < tightest { (tightest, share) = (link, each) }
    }
    var (frozen, entry) = (0, links[Int(tightest)].first)
    while entry >= 0 {
      let number = entry >> 2
      entry = neighbours[Int(entry)].next
      if flows[Int(number)].isFrozen { continue }
      flows[Int(number)].isFrozen = true
      frozen += 1
      let (path, hops) = (flows[Int(number)].links, flows[Int(number)].hops)
      for hop in 0..<hops {
        links[Int(path[hop])].left -= share
        links[Int(path[hop])].unfrozen -= 1
      }
      setRate(share, of: number, now: now)
    }
    return frozen
  }

  private mutating func setRate(_ rate: Int64, of number: Int32, now: Instant) {
    if flows[Int(number)].rate == rate && ends[Int(number)] != .never { return }
    advance(number, to: now)
    flows[Int(number)].rate = rate
    setEnd(of: number, now: now)
  }

  private mutating func advance(_ number: Int32, to now: Instant) {
    let passed = (now - flows[Int(number)].since).picoseconds
    flows[Int(number)].remaining -= Int128(flows[Int(number)].rate) * Int128(passed)
    flows[Int(number)].since = now
  }

  private mutating func setEnd(of number: Int32, now: Instant) {
    let rate = flows[Int(number)].rate
    let left = max(0, flows[Int(number)].remaining)
    // A link that is lost, or shared by more flows than it has bytes a second, stands still until that is over; but what
    // has come in full has ended.
    let picoseconds = left == 0 ? 0 : rate == 0 ? Int128.max : (left + Int128(rate) - 1) / Int128(rate)
    let end = picoseconds > Int128(Instant.never.picoseconds - now.picoseconds) ? .never : now + Duration(picoseconds: Int64(picoseconds))
    ends[Int(number)] = end
    restore(Int(flows[Int(number)].place))
  }

  // MARK: The heap of ends

  private func isEarlier(_ first: Int32, _ second: Int32) -> Bool {
    let (one, other) = (ends[Int(first)], ends[Int(second)])
    return one < other || one == other && flows[Int(first)].order < flows[Int(second)].order
  }

  private mutating func restore(_ start: Int) {
    let number = heap[start]
    var hole = start
    while hole > 0, isEarlier(number, heap[(hole - 1) >> 1]) {
      let parent = (hole - 1) >> 1
      move(heap[parent], to: hole)
      hole = parent
    }
    var child = 2 * hole + 1
    while child < heap.count {
      if child + 1 < heap.count && isEarlier(heap[child + 1], heap[child]) { child += 1 }
      if !isEarlier(heap[child], number) { break }
      move(heap[child], to: hole)
      hole = child
      child = 2 * hole + 1
    }
    move(number, to: hole)
  }

  private mutating func move(_ number: Int32, to place: Int) {
    heap[place] = number
    flows[Int(number)].place = Int32(place)
  }
}
