import Kernel
import Workload

/// The way of KV from the replica that computed it to the one that decodes.
///
/// Its blocks stay at the source until the last byte has arrived, and are kept at the destination before the first byte
/// sets out. Whoever finds no room there waits for it, in order.
extension Simulation {
  // MARK: Where to

  /// Why a request can never be served, or nil; where it hands over, no replica needs to hold all of it but the last.
  @inline(__always) func rejection(of arrival: Arrival, at replica: Int, handsOver: Bool) -> RejectionReason? {
    if handsOver { return handOverRejection(of: arrival, at: replica) }
    return replicas[replica].rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens)
  }

  @inline(never) private func handOverRejection(of arrival: Arrival, at replica: Int) -> RejectionReason? {
    if let reason = replicas[replica].rejection(promptTokens: arrival.promptTokens, outputTokens: 1) { return reason }
    guard let desk else { return nil }
    var last: RejectionReason?
    for kind in desk.pointee.kinds {
      last = replicas[kind].rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens)
      if last == nil { return nil }
    }
    return last
  }

  /// Notes that a request will leave the replica it is sent to, and chooses where to if that is done on arrival.
  @inline(never) mutating func prepareHandOver(_ slot: Int32) throws {
    requests.rows[Int(slot)].handsOver = true
    if handOver(of: slot).choice == .atArrival { _ = try chooseDestination(of: slot) }
  }

  private func handOver(of slot: Int32) -> HandOverConfiguration {
    cluster.pools[replicas[Int(requests.rows[Int(slot)].replica)].pool].handOver
  }

  /// Lets the decode router choose among the replicas that can be chosen now. Tells whether there was one that can ever
  /// hold the request; where the router's cannot, the first that can is taken.
  private mutating func chooseDestination(of slot: Int32) throws -> Bool {
    guard let desk else { return false }
    let row = requests.rows + Int(slot)
    let candidates = board.pointee.openCount(.decode)
    if candidates == 0 { return false }
    let predicted = row.pointee.predictedOutputTokens
    let facts = ArrivalFacts(
      id: row.pointee.id, time: row.pointee.arrival, promptTokens: Int(row.pointee.promptTokens),
      predictedOutputTokens: predicted < 0 ? nil : Int(predicted))
    var chosen = desk.pointee.router.route(facts, ClusterView(UnsafePointer(board), prefixes, stage: .decode))
    guard chosen >= 0 && chosen < firstLanes.count && board.pointee.isOpen(.decode, chosen) else {
      throw BrokenInvariant("the decode router chose replica \(chosen) of \(firstLanes.count), which is no candidate", time: now)
    }
    if !holds(slot, at: chosen) {
      guard let other = (0..<candidates).first(where: { holds(slot, at: board.pointee.open(.decode, at: $0)) }) else { return false }
      chosen = board.pointee.open(.decode, at: other)
    }
    row.pointee.decodeReplica = Int32(lane(of: chosen))
    replicas[Int(row.pointee.decodeReplica)].outstanding += 1
    board.pointee.promised(row, to: chosen)
    return true
  }

  private func holds(_ slot: Int32, at replica: Int) -> Bool {
    let row = requests.rows + Int(slot)
    return replicas[Int(firstLanes[replica])].rejection(
      promptTokens: Int(row.pointee.promptTokens), outputTokens: Int(row.pointee.outputTokens)) == nil
  }

  /// Chooses for requests whose prompt is computed and which found no replica to decode on.
  mutating func chooseForThoseHeld() throws {
    guard let desk else { return }
    let held = desk.pointee.held
    desk.pointee.held.removeAll()
    for slot in held { try setOut(slot) }
  }

  // MARK: Ready to set out

  /// Books what the iterations that a replica has just ended mean for hand-overs.
  @inline(never) mutating func settleHandOvers(_ index: Int, end: Instant) throws {
    let replica = replicas + index
    for position in 0..<replica.pointee.startedCount {
      let slot = replica.pointee.started[position]
      let row = requests.rows + Int(slot)
      if row.pointee.phase == .handingOver {
        // Later in this instant, when all iterations that end have ended.
        try schedule(.handOver, slot, at: end, after: .zero, version: UInt32(truncatingIfNeeded: row.pointee.id))
      } else if row.pointee.handsOver && row.pointee.decodeReplica >= 0 {
        // Its first token was its last.
        replicas[Int(row.pointee.decodeReplica)].outstanding -= 1
        if row.pointee.handOver >= 0 { try cancelHandOver(of: slot) }
      }
    }
    try serveThoseAwaitingRoom(index)
  }

  /// Has the KV of prompts that the iteration just begun completes set out when their first layer is computed.
  @inline(never) mutating func scheduleOverlaps(_ index: Int) throws {
    let replica = replicas + index
    let handOver = cluster.pools[replica.pointee.pool].handOver
    for position in 0..<replica.pointee.chunkCount {
      let chunk = replica.pointee.chunks[position]
      let row = requests.rows + Int(chunk.slot)
      let completes = Int(chunk.tokens) == row.pointee.remainingPrefill && row.pointee.generatedTokens == 0
      guard row.pointee.handsOver, completes, handOver.overlaps(promptTokens: Int(row.pointee.promptTokens)) else { continue }
      let layer = (replica.pointee.span.first + Int64(handOver.layers) - 1) / Int64(handOver.layers)
      try schedule(
        .handOver, chunk.slot, at: now, after: Duration(picoseconds: layer), version: UInt32(truncatingIfNeeded: row.pointee.id))
    }
  }

  /// Handles KV that is ready to set out, in whole or in part.
  mutating func handOverIsDue(_ wake: Wake) throws {
    let row = requests.rows + Int(wake.index)
    if UInt32(truncatingIfNeeded: row.pointee.id) != wake.version { return }
    if row.pointee.phase == .prefilling && row.pointee.handOver < 0 {
      if row.pointee.decodeReplica < 0, try !chooseDestination(of: wake.index) { return }
      try askForRoom(wake.index)
    } else if row.pointee.phase == .handingOver {
      try setOut(wake.index)
    }
  }

  /// Handles a request whose prompt is computed.
  private mutating func setOut(_ slot: Int32) throws {
    guard let desk else { return }
    let row = requests.rows + Int(slot)
    if row.pointee.handOver >= 0 {
      desk.pointee.table[row.pointee.handOver].prefillEnd = now
      if desk.pointee.table[row.pointee.handOver].blocks > 0 { try send(row.pointee.handOver) }
      return
    }
    if row.pointee.decodeReplica < 0, try !chooseDestination(of: slot) {
      desk.pointee.held.append(slot)
      return
    }
    try askForRoom(slot)
  }

  // MARK: Room at the destination

  private mutating func askForRoom(_ slot: Int32) throws {
    guard let desk else { return }
    let row = requests.rows + Int(slot)
    let destination = Int(row.pointee.decodeReplica)
    var entry = HandOver(slot: slot, source: row.pointee.replica, destination: row.pointee.decodeReplica, asked: now)
    // One that found no replica to go to has waited since.
    if row.pointee.phase == .handingOver { (entry.asked, entry.prefillEnd) = (row.pointee.lastToken, row.pointee.lastToken) }
    let number = desk.pointee.table.insert(entry)
    row.pointee.handOver = number
    desk.pointee.totals.peak = max(desk.pointee.totals.peak, desk.pointee.table.count)
    desk.pointee.table.append(number, to: &replicas[destination].awaitingRoom)
    try serveThoseAwaitingRoom(destination)
  }

  /// Lets those set out, in order, for which there is room at a replica now.
  mutating func serveThoseAwaitingRoom(_ destination: Int) throws {
    guard let desk else { return }
    while !replicas[destination].awaitingRoom.isEmpty {
      let number = replicas[destination].awaitingRoom.first
      let blocks = replicas[destination].blocks(forHandOverOf: requests.rows + Int(desk.pointee.table[number].slot))
      if !replicas[destination].keepRoom(blocks: blocks, now: now, requests.rows) { return }
      desk.pointee.table.remove(number, from: &replicas[destination].awaitingRoom)
      desk.pointee.table[number].blocks = blocks
      desk.pointee.table[number].started = now
      if !replicas[destination].leapHasBlocks() { try cutLeap(of: destination, forRequest: false) }
      try send(number)
    }
  }

  /// Handles blocks that came free at a replica otherwise than by an iteration's end.
  private mutating func blocksCameFree(at replica: Int) throws {
    try serveThoseAwaitingRoom(replica)
    if !replicas[replica].isBusy { ready.insert(replica) } else { try cutLeap(of: replica, forRequest: false) }
  }

  private mutating func cutLeap(of replica: Int, forRequest: Bool) throws {
    if replicas[replica].cutLeap(now: now, forRequest: forRequest) { try scheduleWake(replica) }
  }

  // MARK: On the way

  /// Sends all bytes that are computed and not sent.
  private mutating func send(_ number: Int32) throws {
    guard let desk else { return }
    let entry = desk.pointee.table[number]
    let (all, lastLayer) = handOver(of: entry.slot).bytes(promptTokens: Int(requests.rows[Int(entry.slot)].promptTokens))
    let ready = entry.prefillEnd == .never ? all - lastLayer : all
    let bytes = ready - entry.sentBytes
    if bytes == 0 { return }
    desk.pointee.table[number].sentBytes = ready
    if entry.flow >= 0 {
      desk.pointee.network.grow(entry.flow, bytes: bytes, now: now)
    } else {
      guard let path = desk.pointee.topology.path(from: replicaNumber(of: entry.source), to: replicaNumber(of: entry.destination)) else {
        throw BrokenInvariant("there is no path from replica \(entry.source) to replica \(entry.destination)", time: now)
      }
      desk.pointee.table[number].flow = desk.pointee.network.begin(path, bytes: bytes, owner: number, now: now)
    }
    try scheduleNetwork()
  }

  private mutating func scheduleNetwork() throws {
    guard let desk else { return }
    let end = desk.pointee.network.nextEnd
    if end == desk.pointee.scheduledEnd { return }
    desk.pointee.scheduledEnd = end
    desk.pointee.wakeVersion &+= 1
    if end == .never { return }
    // Behind all else of its instant, so that flows which set out then share already.
    wakes.schedule(Wake(.network, 0, version: desk.pointee.wakeVersion), at: end, rank: Self.mostReplicas + 1)
  }

  /// Handles flows that end now.
  mutating func networkIsDue(_ wake: Wake) throws {
    guard let desk, wake.version == desk.pointee.wakeVersion else { return }
    while let number = desk.pointee.network.removeEnded(now: now) {
      let entry = desk.pointee.table[number]
      desk.pointee.table[number].flow = -1
      // What is computed has arrived; the last layer follows.
      if entry.prefillEnd == .never { continue }
      let latency =
        desk.pointee.topology.path(from: replicaNumber(of: entry.source), to: replicaNumber(of: entry.destination))?.latency ?? .zero
      try schedule(.landing, number, at: now, after: latency)
    }
    try scheduleNetwork()
  }

  /// Handles the last byte of a hand-over.
  mutating func land(_ number: Int32) throws {
    guard let desk else { return }
    let entry = desk.pointee.table[number]
    let row = requests.rows + Int(entry.slot)
    let (source, destination) = (Int(entry.source), Int(entry.destination))
    let record = HandOverRecord(
      request: row.pointee.id, source: replicaNumber(of: entry.source), destination: replicaNumber(of: entry.destination),
      bytes: entry.sentBytes, prefillEnd: entry.prefillEnd,
      asked: entry.asked, started: entry.started, arrived: now)
    replicas[source].release(departed: entry.slot, now: now, requests.rows)
    replicas[source].totals.handOversOut += 1
    replicas[source].outstanding -= 1
    board.pointee.left(row)
    row.pointee.prefillReplica = entry.source
    row.pointee.handOver = -1
    replicas[destination].land(entry.slot, blocks: entry.blocks, now: now, requests.rows)
    desk.pointee.table.remove(number)
    desk.pointee.totals.add(record)
    ledger.pointee.note(.handedOver, request: record.request, detail: destination, time: now)
    ledger.pointee.observer?.handedOver(record)
    if !replicas[destination].isBusy {
      ready.insert(destination)
    } else if replicas[destination].running.count < replicas[destination].maximumSequences {
      try cutLeap(of: destination, forRequest: true)
    }
    try blocksCameFree(at: source)
  }

  /// The replica that a lane belongs to.
  private func replicaNumber(of lane: Int32) -> Int { replicas[Int(lane)].number }

  /// Calls off a hand-over: its bytes stop, and the room kept for it is free.
  mutating func cancelHandOver(of slot: Int32) throws {
    guard let desk else { return }
    let number = requests.rows[Int(slot)].handOver
    let entry = desk.pointee.table[number]
    let destination = Int(entry.destination)
    requests.rows[Int(slot)].handOver = -1
    if entry.flow >= 0 { desk.pointee.network.cancel(entry.flow, now: now) }
    if entry.blocks == 0 { desk.pointee.table.remove(number, from: &replicas[destination].awaitingRoom) }
    desk.pointee.table.remove(number)
    try scheduleNetwork()
    // It may have stood before others for which there is room.
    if entry.blocks == 0 { return try serveThoseAwaitingRoom(destination) }
    replicas[destination].giveUpRoom(blocks: entry.blocks, now: now)
    try blocksCameFree(at: destination)
  }

  /// Calls off every hand-over from and to a lane whose KV is lost; it must be closed already.
  ///
  /// Requests on their way to it keep their KV at the source, and choose anew. Those that had left it are taken out of its
  /// books and returned, in the order of their places in the table: they are in no queue, and have to be computed anew.
  mutating func abortHandOvers(of lane: Int) throws -> [Int32] {
    guard let desk else { return [] }
    var (toChoose, lost) = ([Int32](), [Int32]())
    for slot in requests.slots {
      let row = requests.rows + slot
      let isLost = row.pointee.phase == .handingOver && Int(row.pointee.replica) == lane
      guard row.pointee.handsOver, isLost || Int(row.pointee.decodeReplica) == lane else { continue }
      if row.pointee.handOver >= 0 { try cancelHandOver(of: Int32(slot)) }
      if row.pointee.decodeReplica >= 0 {
        replicas[Int(row.pointee.decodeReplica)].outstanding -= 1
        board.pointee.withdrawn(row)
        row.pointee.decodeReplica = -1
      }
      if isLost {
        desk.pointee.held.removeAll { $0 == slot }
        replicas[lane].release(departed: Int32(slot), now: now, requests.rows)
        row.pointee.phase = .none
        lost.append(Int32(slot))
      } else if row.pointee.phase == .handingOver {
        toChoose.append(Int32(slot))
      }
    }
    for slot in toChoose where !desk.pointee.held.contains(slot) { try setOut(slot) }
    return lost
  }

  /// Requests in flight that nothing will ever move are a fault of ours, but for those that no replica is open to.
  func checkNothingIsStuck() throws {
    let stuck = requests.count - (desk?.pointee.held.count ?? 0) - books.homeless.count
    if stuck > 0 { throw BrokenInvariant("\(stuck) requests are in flight and nothing is to come", time: now) }
  }
}
