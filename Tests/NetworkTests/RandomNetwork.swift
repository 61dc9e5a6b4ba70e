import Kernel

import Network

/// A random network and what befalls it, carried out by the engine's form and the plainest form side by side.
struct RandomNetwork: ~Copyable {
  private var stream: RandomStream
  private var network: FairNetwork
  private var reference: ReferenceFairNetwork
  private var now = Instant.start
  private var paths: [[Int]]
  private let whole: [Int64]
  private let mostFlows: Int
  private var owner: Int32 = 0

  init(_ number: Int) {
    var stream = RandomStream(seed: 11, name: "networks", substream: UInt64(number))
    // Capacities of few values, so that shares are equal often, and small ones, so that what is left over counts.
    let unit = [1, 7, 1000, 50_000_000_000][stream.integer(below: 4)]
    func width(_ most: Int) -> Int64 { Int64((1 + stream.integer(below: most)) * unit) }
    let (sources, destinations) = (1 + stream.integer(below: 5), 1 + stream.integer(below: 5))
    let perRack = 1 + stream.integer(below: 3)
    let narrow = 1 + stream.integer(below: 8)
    var capacities = (0..<(sources + destinations)).map { _ in width(narrow) }
    let isTree = stream.integer(below: 3) > 0
    let racks = (sources + destinations - 1) / perRack + 1
    for _ in 0..<(isTree ? 2 * racks : 0) { capacities.append(width(3 * narrow)) }
    paths = []
    for source in 0..<sources {
      for destination in sources..<(sources + destinations) {
        let (from, to) = (source / perRack, destination / perRack)
        let spine = isTree && from != to ? [sources + destinations + 2 * from, sources + destinations + 2 * to + 1] : []
        paths.append([source] + spine + [destination])
        // Any links at all, too.
        if stream.integer(below: 8) == 0 { paths.append([stream.integer(below: capacities.count)]) }
      }
    }
    whole = capacities
    mostFlows = [2, 5, 12, 40][stream.integer(below: 4)]
    network = FairNetwork(capacities: capacities)
    reference = ReferenceFairNetwork(capacities: capacities)
    self.stream = stream
  }

  /// Lets so many things happen. Returns the first difference, or nil.
  mutating func run(changes: Int) -> String? {
    for change in 0..<changes {
      if stream.integer(below: 4) == 0 { passTime() }
      if let difference = passEnds() ?? changeSomething() ?? difference() { return "after \(change) changes: \(difference)" }
    }
    return nil
  }

  /// Goes on to the next end, or to a time before it.
  private mutating func passTime() {
    let end = reference.nextEnd
    if end == .never { return now += Duration(picoseconds: Int64(stream.integer(below: 1000))) }
    let wait = (end - now).picoseconds
    now = stream.integer(below: 3) > 0 ? end : now + Duration(picoseconds: Int64(stream.integer(below: Int(wait) + 1)))
  }

  /// Takes out what has ended, with changes in between.
  private mutating func passEnds() -> String? {
    while reference.nextEnd <= now {
      if network.nextEnd != reference.nextEnd { return "the next end is \(network.nextEnd), not \(reference.nextEnd)" }
      if stream.integer(below: 10) == 0 { break }
      let (ended, expected) = (network.removeEnded(now: now), reference.removeEnded(now: now))
      if ended != expected { return "\(ended ?? -1) ends, not \(expected ?? -1)" }
    }
    return nil
  }

  private mutating func changeSomething() -> String? {
    let flow = reference.flows.isEmpty ? nil : reference.flows[stream.integer(below: reference.flows.count)].number
    let bytes = [0, 1, 1 + stream.integer(below: 20), 1000 * stream.integer(below: 1000)][stream.integer(below: 4)]
    switch (stream.integer(below: 12), flow) {
    case (0, let flow?):
      network.cancel(flow, now: now)
      reference.cancel(flow, now: now)
    case (1, let flow?):
      network.grow(flow, bytes: bytes, now: now)
      reference.grow(flow, bytes: bytes, now: now)
    case (2...3, _):
      let link = stream.integer(below: whole.count)
      let capacity = [0, whole[link], whole[link], whole[link] / 2, 3][stream.integer(below: 5)]
      network.setCapacity(capacity, of: Int32(link), now: now)
      reference.setCapacity(capacity, of: link, now: now)
    default:
      if reference.flows.count >= mostFlows { return nil }
      let links = paths[stream.integer(below: paths.count)]
      var path = NetworkPath()
      for link in links { path.append(link) }
      let number = network.begin(path, bytes: bytes, owner: owner, now: now)
      if reference.flows.contains(where: { $0.number == number }) { return "the number \(number) is given twice" }
      reference.begin(number, links, bytes: bytes, owner: owner, now: now)
      owner += 1
    }
    return nil
  }

  private func difference() -> String? {
    if let fault = network.fault() { return fault }
    if network.count != reference.flows.count { return "\(network.count) flows, not \(reference.flows.count)" }
    if network.nextEnd != reference.nextEnd { return "the next end is \(network.nextEnd), not \(reference.nextEnd)" }
    for flow in reference.flows {
      let (rate, end) = (network.rate(of: flow.number), network.end(of: flow.number))
      if rate != flow.rate { return "flow \(flow.number) on \(flow.links) has \(rate) bytes a second, not \(flow.rate)" }
      // What has come in full and has not been taken out is due, whenever that is noticed.
      if max(end, now) != max(flow.end, now) { return "flow \(flow.number) on \(flow.links) ends at \(end), not \(flow.end)" }
    }
    return nil
  }
}
