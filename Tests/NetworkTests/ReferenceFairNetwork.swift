import Kernel

/// Progressive filling in its plainest form: at every change all flows lose their rates, and the links are filled one after
/// the other, each found by looking at all of them.
struct ReferenceFairNetwork {
  /// A flow under way.
  struct Flow {
    var number: Int32
    var links: [Int]
    var owner: Int32
    var bytes: Int
    /// Picobytes to go, as of `since`.
    var left: Int128
    var since: Instant
    var rate: Int64 = 0

    /// The end at the present rate, rounded up.
    var end: Instant {
      if left <= 0 { return since }
      if rate == 0 { return .never }
      let wait = (left + Int128(rate) - 1) / Int128(rate)
      return wait > Int128(Instant.never.picoseconds - since.picoseconds) ? .never : since + Duration(picoseconds: Int64(wait))
    }
  }

  private(set) var capacities: [Int64]
  /// In the order in which they began.
  private(set) var flows: [Flow] = []
  var nextEnd: Instant { flows.map(\.end).min() ?? .never }

  init(capacities: [Int64]) { self.capacities = capacities }

  mutating func begin(_ number: Int32, _ links: [Int], bytes: Int, owner: Int32, now: Instant) {
    let left = Int128(bytes) * 1_000_000_000_000
    flows.append(Flow(number: number, links: links, owner: owner, bytes: bytes, left: left, since: now))
    share(now)
  }

  mutating func grow(_ number: Int32, bytes: Int, now: Instant) {
    progress(now)
    for index in flows.indices where flows[index].number == number { flows[index].left += Int128(bytes) * 1_000_000_000_000 }
  }

  mutating func setCapacity(_ capacity: Int64, of link: Int, now: Instant) {
    capacities[link] = capacity
    share(now)
  }

  mutating func cancel(_ number: Int32, now: Instant) {
    flows.removeAll { $0.number == number }
    share(now)
  }

  mutating func removeEnded(now: Instant) -> Int32? {
    guard let index = flows.firstIndex(where: { $0.end <= now }) else { return nil }
    let owner = flows.remove(at: index).owner
    share(now)
    return owner
  }

  private mutating func progress(_ now: Instant) {
    for index in flows.indices {
      flows[index].left -= Int128(flows[index].rate) * Int128((now - flows[index].since).picoseconds)
      flows[index].since = now
    }
  }

  private mutating func share(_ now: Instant) {
    progress(now)
    var left = capacities
    var open = Array(repeating: Int64(0), count: capacities.count)
    for flow in flows { for link in flow.links { open[link] += 1 } }
    var unfrozen = Array(flows.indices)
    while !unfrozen.isEmpty {
      var (tightest, share) = (-1, Int64.max)
      for link in open.indices where open[link] > 0 && left[link] / open[link] < share {
        (tightest, share) = (link, left[link] / open[link])
      }
      for index in unfrozen where flows[index].links.contains(tightest) {
        flows[index].rate = share
        for link in flows[index].links {
          left[link] -= share
          open[link] -= 1
        }
      }
      unfrozen.removeAll { flows[$0].links.contains(tightest) }
    }
  }
}
