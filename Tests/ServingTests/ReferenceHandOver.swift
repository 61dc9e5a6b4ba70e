import Kernel
import Network
import Serving

/// A hand-over of the reference: where it stands, and its bytes on the way.
final class ReferenceTransfer {
  let entry: ReferenceSimulator.Entry
  let source: Int, destination: Int
  let asked: Int64
  var started: Int64?, prefillEnd: Int64?
  /// Blocks that are kept for it, as ``ReferenceSimulator/Entry`` has them.
  var blocks: [Int] = [], others: [Int] = []
  var sent = 0
  var left: Int128 = 0, rate: Int64 = 0, since: Int64 = 0
  init(_ entry: ReferenceSimulator.Entry, to destination: Int, asked: Int64) {
    (self.entry, source, self.destination, self.asked) = (entry, entry.replica, destination, asked)
  }
}

/// Max-min fairness over every flow and every link, worked out anew at each change.
struct ReferenceNetwork {
  private let rules: Rules
  /// In the order in which they began.
  private(set) var flows: [ReferenceTransfer] = []
  var nextEnd: Int64 { flows.map(end).min() ?? .max }
  /// When a failure of a link begins or ends next.
  var nextChange: Int64 { changes.first ?? .max }
  private var changes: [Int64]
  private var time: Int64 = 0
  var latency: (Int, Int) -> Int64 { { path($0, $1).reduce(0) { $0 + $1.latency } } }

  init(_ rules: Rules) {
    self.rules = rules
    let ends = rules.failures.links.compactMap { fault in fault.length.map { (fault.start + $0).picoseconds } }
    changes = (rules.failures.links.map(\.start.picoseconds) + ends).sorted()
  }

  /// What a link carries now: all of it, or what the failure that it stands in leaves.
  private func width(_ link: Int, _ whole: Int) -> Int64 {
    let replicas = rules.replicas + rules.decodeReplicas
    let fault = rules.failures.links.first { fault in
      let pair =
        switch fault.link {
        case .replica(let number): number
        case .node(let number): replicas + number
        case .rack(let number): replicas + rules.rackOfNode.count + number
        }
      let isOver = fault.length.map { fault.start.picoseconds + $0.picoseconds <= time } ?? false
      return pair == link / 2 && fault.start.picoseconds <= time && !isOver
    }
    return Int64(whole) * Int64(fault?.bandwidthPermille ?? 1000) / 1000
  }

  /// Lets failures of links begin and end. Returns whether any did.
  mutating func change(_ now: Int64) -> Bool {
    guard nextChange <= now else { return false }
    progress(now)
    changes.removeAll { $0 <= now }
    time = now
    share()
    return true
  }

  private func end(_ flow: ReferenceTransfer) -> Int64 {
    if flow.left <= 0 { return flow.since }
    return flow.rate == 0 ? .max : flow.since + Int64((flow.left + Int128(flow.rate) - 1) / Int128(flow.rate))
  }

  /// Links by number: replicas, then nodes, then racks, each with the way out before the way in.
  private func path(_ source: Int, _ destination: Int) -> [(link: Int, width: Int, latency: Int64)] {
    func hop(_ link: Int, _ figures: LinkFigures, _ counts: Bool = true) -> (link: Int, width: Int, latency: Int64) {
      (link, figures.bytesPerSecond, counts ? figures.latency.picoseconds : 0)
    }
    guard case .tree(let tree) = rules.network else {
      return [hop(2 * source, rules.port), hop(2 * destination + 1, rules.port, false)]
    }
    let prefillNodes = (rules.replicas + tree.replicasPerNode - 1) / tree.replicasPerNode
    let decodeNodes = (rules.decodeReplicas + tree.replicasPerNode - 1) / tree.replicasPerNode
    let (from, to) = (source / tree.replicasPerNode, prefillNodes + (destination - rules.replicas) / tree.replicasPerNode)
    let (firstNode, firstRack) = (
      2 * (rules.replicas + rules.decodeReplicas), 2 * (rules.replicas + rules.decodeReplicas + prefillNodes + decodeNodes)
    )
    let (up, down) = (hop(firstNode + 2 * from, tree.rackLink!), hop(firstNode + 2 * to + 1, tree.rackLink!, false))
    let (fromRack, toRack) = (from / tree.nodesPerRack, to / tree.nodesPerRack)
    if fromRack == toRack { return [up, down] }
    return [up, hop(firstRack + 2 * fromRack, tree.spineLink!), hop(firstRack + 2 * toRack + 1, tree.spineLink!, false), down]
  }

  mutating func send(_ bytes: Int, of flow: ReferenceTransfer, _ now: Int64) {
    if !flows.contains(where: { $0 === flow }) {
      flows.append(flow)
      (flow.left, flow.rate, flow.since) = (0, 0, now)
    }
    progress(now)
    flow.left += Int128(bytes) * 1_000_000_000_000
    share()
  }

  mutating func remove(_ flow: ReferenceTransfer, _ now: Int64) {
    progress(now)
    flows.removeAll { $0 === flow }
    share()
  }

  mutating func removeEnded(_ now: Int64) -> ReferenceTransfer? {
    guard let flow = flows.first(where: { end($0) <= now }) else { return nil }
    remove(flow, now)
    return flow
  }

  private func progress(_ now: Int64) {
    for flow in flows {
      flow.left -= Int128(flow.rate) * Int128(now - flow.since)
      flow.since = now
    }
  }

  private func share() {
    var left: [Int: Int64] = [:]
    for flow in flows { for hop in path(flow.source, flow.destination) { left[hop.link] = width(hop.link, hop.width) } }
    var open = flows
    func users(_ link: Int) -> [ReferenceTransfer] { open.filter { path($0.source, $0.destination).contains { $0.link == link } } }
    while !open.isEmpty {
      let (link, each) = left.keys.sorted().filter { !users($0).isEmpty }.map { ($0, left[$0]! / Int64(users($0).count)) }.min {
        $0.1 < $1.1
      }!
      for flow in users(link) {
        flow.rate = each
        for hop in path(flow.source, flow.destination) { left[hop.link]! -= each }
        open.removeAll { $0 === flow }
      }
    }
  }
}

/// The way of KV between the machines of the reference.
extension ReferenceSimulator {
  /// Chooses where a request is decoded. Returns whether any replica can be chosen.
  mutating func chooseDestination(_ entry: Entry) -> Bool {
    let candidates = (rules.replicas..<machines.count).filter { faults[$0] == 0 }
    if candidates.isEmpty { return false }
    entry.destination = route(rules.decodeRouter, entry, candidates, &decodeTurn)
    entry.decodeWork = decodeWork(entry)
    return true
  }

  mutating func scheduleOverlaps(_ index: Int, _ now: Int64) {
    for (entry, tokens) in machines[index].chunks where entry.computed + tokens == entry.target {
      let overlaps: Bool
      switch rules.handOver.mode {
      case .serialized: overlaps = false
      case .layered: overlaps = true
      case .bySize(let threshold): overlaps = entry.target >= threshold
      }
      let layers = Int64(rules.handOver.layers)
      let first = now + (machines[index].end! - now + layers - 1) / layers
      if overlaps && layers > 1 { schedule(.setsOut(entry, retries: entry.retries), first) }
    }
  }

  mutating func setOut(_ entry: Entry, _ now: Int64) {
    // Its first token was its last, before any of its KV had set out.
    if entry.generated == entry.output { return }
    if let transfer = entry.transfer {
      transfer.prefillEnd = now
      if transfer.started != nil { send(transfer, now) }
      return
    }
    if entry.destination == nil && !chooseDestination(entry) {
      if entry.isDeparted { held.append(entry) }
      return
    }
    // One that found no replica to go to has waited since its prompt was computed.
    let transfer = ReferenceTransfer(entry, to: entry.destination!, asked: entry.isDeparted ? entry.lastToken : now)
    if entry.isDeparted { transfer.prefillEnd = entry.lastToken }
    entry.transfer = transfer
    machines[transfer.destination].awaitingRoom.append(transfer)
    serve(transfer.destination, now)
  }

  mutating func serve(_ index: Int, _ now: Int64) {
    while let first = machines[index].awaitingRoom.first, machines[index].swapped.isEmpty {
      if machines[index].waiting.contains(where: { $0.preemptions > 0 }) { return }
      let (whole, others) = blocksToLand(first.entry)
      if machines[index].cache.free.count - whole - others < watermark { return }
      machines[index].awaitingRoom.removeFirst()
      for _ in 0..<whole { first.blocks.append(machines[index].cache.take()) }
      for _ in 0..<others { first.others.append(machines[index].cache.take()) }
      first.started = now
      send(first, now)
    }
  }

  /// Blocks that a request takes where it is handed over to: where budgets are kept, what will stay of it.
  private func blocksToLand(_ entry: Entry) -> (whole: Int, others: Int) {
    let tokens = reservedTokens(entry) ?? entry.target
    if !rules.keptGroups.contains(where: \.isBudget) { return (blocks(tokens), otherBlocks(tokens)) }
    let landed = Entry(copyOf: entry)
    settle(landed)
    return (blocks(tokens), otherBlocks(landed, tokens))
  }

  private mutating func send(_ transfer: ReferenceTransfer, _ now: Int64) {
    let bytes = rules.handOver.kvBytes
    let kept = (1...3).reduce(0) { $0 + bytes.perToken[$1] * min(transfer.entry.target, own(bytes.keepCaps[$1], transfer.entry)) }
    let all = transfer.entry.target * bytes.perToken.whole + kept + bytes.state
    let lastLayer = (all + rules.handOver.layers - 1) / rules.handOver.layers
    let left = (transfer.prefillEnd == nil ? all - lastLayer : all) - transfer.sent
    if left == 0 { return }
    transfer.sent += left
    network.send(left, of: transfer, now)
  }

  /// Takes the next flow out that has ended. Returns whether there was one.
  mutating func endFlows(_ now: Int64) -> Bool {
    guard network.nextEnd <= now, let flow = network.removeEnded(now) else { return false }
    if flow.prefillEnd != nil { schedule(.lands(flow), now + network.latency(flow.source, flow.destination)) }
    // Those that end together do so before any of them lands.
    while let other = network.removeEnded(now) {
      if other.prefillEnd != nil { schedule(.lands(other), now + network.latency(other.source, other.destination)) }
    }
    return true
  }

  mutating func land(_ transfer: ReferenceTransfer, _ now: Int64) {
    let (entry, source, destination) = (transfer.entry, transfer.source, transfer.destination)
    leaveGroup(source, entry)
    release(source, entry)
    // A second hand-over, after a crash, does not change who computed the first token.
    (entry.blocks, entry.others, entry.ownBlocks) = (transfer.blocks, transfer.others, 0)
    (entry.transfer, entry.prefiller) = (nil, entry.prefiller ?? source)
    entry.isDeparted = false
    (entry.replica, entry.queued, entry.identities) = (destination, now, [])
    machines[destination].landed.append(entry)
    let times = [transfer.prefillEnd!, transfer.asked, transfer.started!, now]
    log.handOvers.append([entry.id, source, destination, transfer.sent].map(Int64.init) + times)
    serve(source, now)
  }

  mutating func cancelTransfer(of entry: Entry, _ now: Int64) {
    guard let transfer = entry.transfer else { return }
    entry.transfer = nil
    if network.flows.contains(where: { $0 === transfer }) { network.remove(transfer, now) }
    machines[transfer.destination].awaitingRoom.removeAll { $0 === transfer }
    machines[transfer.destination].cache.release(transfer.blocks + transfer.others)
    // Nobody sets out to a machine that is gone.
    if faults[transfer.destination] == 0 { serve(transfer.destination, now) }
  }
}
