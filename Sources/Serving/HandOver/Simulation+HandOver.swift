import Kernel
import Workload

/// The way of KV from the replica that computed it to the one that decodes.
///
/// Its blocks stay at the source until the last byte has arrived, and are kept at the destination before the first byte
/// sets out. Whoever finds no room there waits for it, in order.
extension Simulation {
  // MARK: Where to

  /// Why a request can never be served, or nil; where it hands over, no replica needs to hold all of it but the last. What
  /// it has `produced` before a crash is computed like its prompt.
  @inline(__always) func rejection(of arrival: Arrival, at replica: Int, handsOver: Bool, produced: Int = 0) -> RejectionReason? {
    if handsOver { return handOverRejection(of: arrival, at: replica, produced: produced) }
    return replicas[replica].rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens)
  }

  @inline(never) private func handOverRejection(of arrival: Arrival, at replica: Int, produced: Int) -> RejectionReason? {
    if let reason = replicas[replica].rejection(promptTokens: arrival.promptTokens, outputTokens: produced + 1) { return reason }
    guard let desk else { return nil }
    var last: RejectionReason?
    for kind in desk.pointee.kinds {
      last = replicas[kind].rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens)
      if last == nil { return nil }
    }
    return last
  }

  /// Whether a request whose prompt is computed by a lane may be decoded elsewhere.
  @inline(__always) func mayHandOver(from lane: Int) -> Bool {
    desk != nil && (cluster.pools[replicas[lane].pool].role == .prefill || cluster.mixedPool != nil)
  }

  /// Notes that a request will leave the replica it is sent to, and chooses where to if that is done on arrival.
  @inline(never) mutating func prepareHandOver(_ slot: Int32) throws {
    requests.rows[Int(slot)].handsOver = true
    if handOver(of: slot).choice == .atArrival || cluster.mixedPool != nil { _ = try chooseDestination(of: slot) }
  }

  private func handOver(of slot: Int32) -> HandOverConfiguration {
    cluster.pools[replicas[Int(requests.rows[Int(slot)].replica)].pool].handOver
  }

  /// Chooses long after the arrival: the router is asked about this request's prompt, not about the one that came last.
  private mutating func chooseDestinationNow(of slot: Int32) throws -> Bool {
    let row = requests.rows + Int(slot)
    if prefixes.areCached {
      let cache = row.pointee.prompt < 0 ? nil : replicas[Int(row.pointee.replica)].cache.prefixes
      readPrompt(chained: cache?.pointee.chain(row.pointee.prompt) ?? UnsafeBufferPointer(start: nil, count: 0))
    }
    return try chooseDestination(of: slot)
  }

  /// Lets the decode router choose among the replicas that can be chosen now. Tells whether there was one that can ever
  /// hold the request; where the router's cannot, the first that can is taken.
  private mutating func chooseDestination(of slot: Int32) throws -> Bool {
    let row = requests.rows + Int(slot)
    guard let chosen = cluster.mixedPool == nil ? try chooseDestination(of: slot, in: .decode) : try chooseDecodeReplica(of: slot)
    else { return false }
    if chosen == replicas[Int(row.pointee.replica)].number {
      try stay(slot)
      return true
    }
    row.pointee.decodeReplica = Int32(lane(of: chosen))
    replicas[Int(row.pointee.decodeReplica)].outstanding += 1
    board.pointee.promised(row, to: chosen)
    return true
  }

  /// The replica of a set that the decode router chooses, or the first of them that can ever hold the request; nil for none.
  mutating func chooseDestination(of slot: Int32, in set: CandidateSet) throws -> Int? {
    guard let desk else { return nil }
    let row = requests.rows + Int(slot)
    let candidates = board.pointee.openCount(set)
    if candidates == 0 { return nil }
    let predicted = row.pointee.predictedOutputTokens
    let facts = ArrivalFacts(
      id: row.pointee.id, time: row.pointee.arrival, promptTokens: Int(row.pointee.promptTokens),
      predictedOutputTokens: predicted < 0 ? nil : Int(predicted))
    let chosen = desk.pointee.router.route(facts, ClusterView(UnsafePointer(board), prefixes, set))
    guard chosen >= 0 && chosen < firstLanes.count && board.pointee.isOpen(set, chosen) else {
      throw BrokenInvariant("the decode router chose replica \(chosen) of \(firstLanes.count), which is no candidate", time: now)
    }
    if holds(slot, at: chosen) { return chosen }
    return (0..<candidates).lazy.map { [board] in board.pointee.open(set, at: $0) }.first { holds(slot, at: $0) }
  }

  func holds(_ slot: Int32, at replica: Int) -> Bool {
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
    for position in 0..<replica.pointee.departingCount {
      let slot = replica.pointee.departing[position]
      // Later in this instant, when all iterations that end have ended.
      try schedule(.handOver, slot, at: end, after: .zero, version: version(of: slot))
    }
    for position in 0..<replica.pointee.endedCount {
      let row = requests.rows + Int(replica.pointee.ended[position])
      guard row.pointee.handsOver else { continue }
      // Its first token was its last.
      row.pointee.handsOver = false
      if row.pointee.decodeReplica >= 0 { replicas[Int(row.pointee.decodeReplica)].outstanding -= 1 }
      if row.pointee.handOver >= 0 { try cancelHandOver(of: replica.pointee.ended[position]) }
    }
    try serveThoseAwaitingRoom(index)
  }

  /// What tells a request from those that have had its row before, and from itself before it lost its replica.
  private func version(of slot: Int32) -> UInt32 {
    let row = requests.rows + Int(slot)
    return UInt32(truncatingIfNeeded: row.pointee.id) &+ UInt32(truncatingIfNeeded: row.pointee.retries) &* 0x9E37_79B9
  }

  /// Has the KV of prompts that the iteration just begun completes set out when their first layer is computed.
  @inline(never) mutating func scheduleOverlaps(_ index: Int) throws {
    let replica = replicas + index
    let handOver = cluster.pools[replica.pointee.pool].handOver
    for position in 0..<replica.pointee.chunkCount {
      let chunk = replica.pointee.chunks[position]
      let row = requests.rows + Int(chunk.slot)
      let completes = Int(chunk.tokens) == row.pointee.remainingPrefill
      guard row.pointee.handsOver, completes, handOver.overlaps(promptTokens: Int(row.pointee.prefillTarget)) else { continue }
      let layer = (replica.pointee.span.first + Int64(handOver.layers) - 1) / Int64(handOver.layers)
      try schedule(.handOver, chunk.slot, at: now, after: Duration(picoseconds: layer), version: version(of: chunk.slot))
    }
  }

  /// Handles KV that is ready to set out, in whole or in part.
  mutating func handOverIsDue(_ wake: Wake) throws {
    let row = requests.rows + Int(wake.index)
    if version(of: wake.index) != wake.version { return }
    if row.pointee.phase == .prefilling && row.pointee.handOver < 0 {
      if row.pointee.decodeReplica < 0, try !chooseDestinationNow(of: wake.index) { return }
      if row.pointee.handsOver { try askForRoom(wake.index) }
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
    if row.pointee.decodeReplica < 0, try !chooseDestinationNow(of: slot) {
      desk.pointee.held.append(slot)
      return
    }
    if row.pointee.handsOver { try askForRoom(slot) }
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
      if !replicas[destination].keepRoom(blocks: blocks, now: now) { return noteStarving(destination, hasPlanned: false) }
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
    let (all, lastLayer) = handOver(of: entry.slot).bytes(promptTokens: Int(requests.rows[Int(entry.slot)].prefillTarget))
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
      desk.pointee.table[number].latency = path.latency
      desk.pointee.table[number].flow = desk.pointee.network.begin(path, bytes: bytes, owner: number, now: now)
    }
    try scheduleNetwork()
  }

  /// Has the next end of a flow handled when it comes.
  mutating func scheduleNetwork() throws {
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
      try schedule(.landing, number, at: now, after: entry.latency, version: entry.generation)
    }
    try scheduleNetwork()
  }

  /// Handles the last byte of a hand-over.
  mutating func land(_ wake: Wake) throws {
    guard let desk, desk.pointee.table.isUnderWay(wake.index, generation: wake.version) else { return }
    let number = wake.index
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
    // A second hand-over, after a crash, does not change who computed the first token.
    if row.pointee.prefillReplica < 0 { row.pointee.prefillReplica = entry.source }
    row.pointee.handOver = -1
    replicas[destination].land(entry.slot, blocks: entry.blocks, now: now, requests.rows)
    desk.pointee.table.remove(number)
    desk.pointee.totals.add(record)
    ledger.pointee.note(.handedOver, request: record.request, detail: destination, time: now)
    ledger.pointee.observer?.receive(.transferred(record))
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
    replicas[destination].giveUpRoom(blocks: entry.blocks, now: now)
    // Nobody sets out to a replica that is gone.
    if !books.presence.isEmpty && books.presence[replicas[destination].number].isDown { return }
    // It may have stood before others for which there is room.
    if entry.blocks == 0 { try serveThoseAwaitingRoom(destination) } else { try blocksCameFree(at: destination) }
  }

  /// Calls off the hand-over of a request because a replica at one end is gone.
  mutating func callOffHandOver(of slot: Int32) throws {
    if requests.rows[Int(slot)].handOver >= 0 { desk?.pointee.totals.calledOff += 1 }
    try withdrawHandOver(of: slot)
  }

  /// Takes a request that is to be handed over out of all books of that: its bytes stop, and no replica awaits it.
  mutating func withdrawHandOver(of slot: Int32) throws {
    guard let desk else { return }
    let row = requests.rows + Int(slot)
    if row.pointee.handOver >= 0 {
      try cancelHandOver(of: slot)
    } else if row.pointee.phase == .handingOver {
      desk.pointee.held.removeAll { $0 == slot }
    }
    if row.pointee.decodeReplica < 0 { return }
    replicas[Int(row.pointee.decodeReplica)].outstanding -= 1
    board.pointee.withdrawn(row)
    row.pointee.decodeReplica = -1
  }

  /// Calls off every hand-over to a replica that is gone; it must be closed already. The KV is still where it was computed:
  /// what is ready to set out chooses anew.
  mutating func callOffHandOvers(to replica: Int) throws {
    let lanes = lanes(of: replica)
    let bound = requests.slots.filter {
      requests.rows[$0].handsOver && requests.rows[$0].decodeReplica >= 0 && lanes.contains(Int(requests.rows[$0].decodeReplica))
    }.map { Int32($0) }.sorted { requests.rows[Int($0)].id < requests.rows[Int($1)].id }
    let toChoose = bound.filter { requests.rows[Int($0)].phase == .handingOver && requests.rows[Int($0)].handOver >= 0 }
    desk?.pointee.totals.sentAgain += bound.count { requests.rows[Int($0)].handOver >= 0 }
    for slot in bound { try callOffHandOver(of: slot) }
    for slot in toChoose { try setOut(slot) }
  }

  /// All requests of a lane whose prompt is computed and whose KV has not left it, in order of arrival.
  func departedRequests(of lane: Int) -> [Int32] {
    if replicas[lane].handingOver == 0 { return [] }
    return requests.slots.filter { requests.rows[$0].phase == .handingOver && Int(requests.rows[$0].replica) == lane }
      .map { Int32($0) }.sorted { requests.rows[Int($0)].id < requests.rows[Int($1)].id }
  }

  /// Requests in flight that nothing will ever move are a fault of ours, but for those that no replica is open to, and those
  /// behind them where none is open to decode.
  func checkNothingIsStuck() throws {
    if desk != nil && !board.pointee.takesHandOvers { return }
    let stuck = requests.count - (desk?.pointee.held.count ?? 0) - books.homeless.count
    if stuck > 0 { throw BrokenInvariant("\(stuck) requests are in flight and nothing is to come", time: now) }
  }
}
