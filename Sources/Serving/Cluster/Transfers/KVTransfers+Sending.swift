import Kernel
import Record

/// The way of KV from the engine that computed it to the one that decodes.
extension KVTransfers {
  // MARK: Ready to be sent

  /// Books what the iterations that an engine has just ended mean for hand-overs.
  @inline(never) mutating func settled(_ engine: Int, end: Instant, _ state: inout ClusterState) throws {
    for position in state.engines[engine].result.readyToTransfer.indices {
      let slot = state.engines[engine].result.readyToTransfer[position]
      // Later in this instant, when all iterations that end have ended.
      try state.schedule(.transferReady(slot, version: Self.version(of: state.shared.value.requests[history: slot])), at: end, after: .zero)
    }
    for position in state.engines[engine].result.ended.indices {
      let slot = state.engines[engine].result.ended[position]
      if !state.shared.value.requests[slot].handsOver { continue }
      // Its first token was its last.
      state.shared.value.requests[slot].handsOver = false
      let destination = Int(state.shared.value.requests.handOvers[slot].decodeEngine)
      if destination >= 0 { state.outstanding[destination] -= 1 }
      if state.shared.value.requests.handOvers[slot].number >= 0 { try cancel(of: slot, &state) }
    }
    try serveThoseAwaitingRoom(at: engine, &state)
  }

  /// Distinguishes a request from those that had its row before, and from itself before it lost its replica.
  @inline(__always) static func version(of history: borrowing RequestHistory) -> UInt32 {
    UInt32(truncatingIfNeeded: history.id) &+ UInt32(truncatingIfNeeded: history.retries) &* 0x9E37_79B9
  }

  /// Serves what waits for room at an engine that has just planned, and has KV sent layer by layer while it is computed.
  @inline(never) mutating func planned(_ engine: Int, _ state: inout ClusterState) throws {
    noteStarving(engine, hasPlanned: true, state)
    if !awaitingRoom[engine].isEmpty { try serveThoseAwaitingRoom(at: engine, &state) }
    if state.engines[engine].limits.overlapsTransfers && !state.engines[engine].batch.chunks.isEmpty {
      try scheduleOverlaps(engine, &state)
    }
  }

  /// Schedules the KV of prompts that the iteration just begun completes, to be sent from when their first layer is computed.
  private func scheduleOverlaps(_ engine: Int, _ state: inout ClusterState) throws {
    let rule = state.cluster.pools[state.engines[engine].id.pool].handOver
    for position in state.engines[engine].batch.chunks.indices {
      let chunk = state.engines[engine].batch.chunks[position]
      let completes = Int(chunk.tokens) == state.shared.value.requests[chunk.slot].remainingPrefill
      let target = Int(state.shared.value.requests[chunk.slot].prefillTarget)
      guard state.shared.value.requests[chunk.slot].handsOver, completes, rule.overlaps(promptTokens: target) else { continue }
      let layer = (state.engines[engine].run.span.first + Int64(rule.layers) - 1) / Int64(rule.layers)
      try state.schedule(
        .transferReady(chunk.slot, version: Self.version(of: state.shared.value.requests[history: chunk.slot])), at: state.now,
        after: Duration(picoseconds: layer))
    }
  }

  /// Handles KV that is ready to be sent, in whole or in part.
  mutating func isReady(_ slot: Slot, version: UInt32, _ state: inout ClusterState, _ placement: inout Placement) throws {
    if Self.version(of: state.shared.value.requests[history: slot]) != version { return }
    let place = state.shared.value.requests[slot].place
    if place == .prefilling && state.shared.value.requests.handOvers[slot].number < 0 {
      if state.shared.value.requests.handOvers[slot].decodeEngine < 0, try !chooseDestinationLate(of: slot, &state, &placement) { return }
      if state.shared.value.requests[slot].handsOver { try askForRoom(slot, &state) }
    } else if place == .handingOver {
      try begin(slot, &state, &placement)
    }
  }

  /// Handles a request whose prompt is computed.
  mutating func begin(_ slot: Slot, _ state: inout ClusterState, _ placement: inout Placement) throws {
    let number = state.shared.value.requests.handOvers[slot].number
    if number >= 0 {
      table[number].prefillEnd = state.now
      if table[number].blocks > 0 { try send(number, &state) }
      return
    }
    if state.shared.value.requests.handOvers[slot].decodeEngine < 0, try !chooseDestinationLate(of: slot, &state, &placement) {
      state.parked.withoutDestination.append(slot)
      return
    }
    if state.shared.value.requests[slot].handsOver { try askForRoom(slot, &state) }
  }

  // MARK: Room at the destination

  private mutating func askForRoom(_ slot: Slot, _ state: inout ClusterState) throws {
    let destination = state.shared.value.requests.handOvers[slot].decodeEngine
    var transfer = KVTransfer(
      slot: slot, source: state.shared.value.requests[slot].engine, destination: destination, asked: state.now)
    if state.shared.value.requests[slot].place == .handingOver {
      // One that found no replica to go to has waited since.
      transfer.asked = state.shared.value.requests[slot].lastToken
      transfer.prefillEnd = transfer.asked
    }
    let number = table.insert(transfer)
    state.shared.value.requests.handOvers[slot].number = number
    totals.peak = max(totals.peak, table.count)
    table.append(number, to: &awaitingRoom[Int(destination)])
    try serveThoseAwaitingRoom(at: Int(destination), &state)
  }

  /// Lets transfers begin, in order, as long as there is room for them at an engine now.
  mutating func serveThoseAwaitingRoom(at engine: Int, _ state: inout ClusterState) throws {
    while !awaitingRoom[engine].isEmpty {
      let number = awaitingRoom[engine].first
      let blocks = state.engines[engine].blocks(forTransferOf: table[number].slot, state.shared.value.requests)
      if state.hasPipelines { state.willTakeBlocks(engine, atLeast: blocks) }
      if !state.engines[engine].keepRoom(blocks: blocks, now: state.now, &state.shared.value) {
        return noteStarving(engine, hasPlanned: false, state)
      }
      if state.hasPipelines { state.hasTakenBlocks(engine) }
      table.remove(number, from: &awaitingRoom[engine])
      table[number].blocks = blocks
      table[number].started = state.now
      if !state.engines[engine].leapHasBlocks() { try state.cutLeap(of: engine, for: .resources) }
      try send(number, &state)
    }
  }

  /// Handles blocks that came free at an engine otherwise than by an iteration's end.
  private mutating func blocksCameFree(at engine: Int, _ state: inout ClusterState) throws {
    try serveThoseAwaitingRoom(at: engine, &state)
    try state.wake(engine, for: .resources)
  }

  // MARK: On the way

  /// Sends all bytes that are computed and not sent.
  private mutating func send(_ number: Int32, _ state: inout ClusterState) throws {
    let slot = table[number].slot
    let tokens = Int(state.shared.value.requests[slot].prefillTarget)
    let prompt = Int(state.shared.value.requests[history: slot].promptTokens)
    let ready = rule(of: slot, state).bytes(tokens: tokens, prompt: prompt, isComputed: table[number].prefillEnd != .never)
    let bytes = ready - table[number].sentBytes
    if bytes == 0 { return }
    table[number].sentBytes = ready
    if table[number].flow >= 0 {
      network.grow(table[number].flow, bytes: bytes, now: state.now)
    } else {
      if table[number].path.hops == 0 { try findPath(of: number, &state) }
      table[number].flow = network.begin(table[number].path, bytes: bytes, owner: number, now: state.now)
    }
    scheduleNetwork(&state)
  }

  /// Finds the way of a transfer, which it keeps.
  private mutating func findPath(of number: Int32, _ state: inout ClusterState) throws {
    let source = state.replica(of: Int(table[number].source))
    let destination = state.replica(of: Int(table[number].destination))
    guard let path = topology.path(from: source, to: destination) else {
      throw BrokenInvariant("there is no path from replica \(source) to replica \(destination)", time: state.now)
    }
    table[number].path = path
  }

  /// Handles the last byte of a transfer.
  mutating func arrived(_ number: Int32, generation: UInt32, _ state: inout ClusterState) throws {
    if !table.isUnderWay(number, generation: generation) { return }
    let transfer = table[number]
    let slot = transfer.slot
    let (source, destination) = (Int(transfer.source), Int(transfer.destination))
    let record = HandOverRecord(
      request: state.shared.value.requests[history: slot].id, source: state.replica(of: source),
      destination: state.replica(of: destination), bytes: transfer.sentBytes, prefillEnd: transfer.prefillEnd, asked: transfer.asked,
      started: transfer.started, arrived: state.now)
    state.engines[source].freeTransferred(slot, now: state.now, &state.shared.value)
    state.engines[source].totals.handOversOut += 1
    state.outstanding[source] -= 1
    state.view.board.left(slot, &state.shared.value.requests)
    // A second hand-over, after a crash, does not change which engine computed the first token.
    if state.shared.value.requests.handOvers[slot].prefillEngine < 0 {
      if rule(of: slot, state).firstToken == .decode {
        // The client has seen nothing of it before.
        state.shared.value.requests[history: slot].firstToken = state.now
        state.shared.value.requests[slot].lastToken = state.now
      }
      state.shared.value.requests.handOvers[slot].prefillEngine = transfer.source
    }
    state.shared.value.requests.handOvers[slot].number = -1
    state.engines[destination].takeIn(transferred: slot, blocks: transfer.blocks, now: state.now, &state.shared.value.requests)
    table.remove(number)
    totals.add(record)
    state.shared.value.ledger.note(.handedOver, request: record.request, detail: destination, time: state.now)
    state.shared.value.ledger.observer?.receive(.transferred(record))
    if !state.engines[destination].run.isBusy {
      state.ready.insert(destination)
    } else if state.engines[destination].queues.running.count < state.engines[destination].limits.maximumSequences {
      try state.cutLeap(of: destination, for: .request)
    }
    try blocksCameFree(at: source, &state)
  }

  // MARK: Called off

  /// Calls off a transfer: its bytes stop, and the room kept for it is free.
  mutating func cancel(of slot: Slot, _ state: inout ClusterState) throws {
    let number = state.shared.value.requests.handOvers[slot].number
    let transfer = table[number]
    let destination = Int(transfer.destination)
    state.shared.value.requests.handOvers[slot].number = -1
    if transfer.flow >= 0 { network.cancel(transfer.flow, now: state.now) }
    if transfer.blocks == 0 { table.remove(number, from: &awaitingRoom[destination]) }
    table.remove(number)
    scheduleNetwork(&state)
    state.engines[destination].giveUpRoom(blocks: transfer.blocks, now: state.now, &state.shared.value)
    // Nothing is sent to a replica that is gone.
    if state.engines[destination].run.isDown { return }
    // It may have been before others for which there is room.
    if transfer.blocks == 0 { try serveThoseAwaitingRoom(at: destination, &state) } else { try blocksCameFree(at: destination, &state) }
  }

  /// Calls off the transfer of a request because a replica at one end is gone.
  mutating func callOff(_ slot: Slot, _ state: inout ClusterState) throws {
    if state.shared.value.requests.handOvers[slot].number >= 0 { totals.calledOff += 1 }
    try withdraw(slot, &state)
  }

  /// Takes a request that is to be handed over out of all books of that: its bytes stop, and no replica awaits it.
  mutating func withdraw(_ slot: Slot, _ state: inout ClusterState) throws {
    if state.shared.value.requests.handOvers[slot].number >= 0 {
      try cancel(of: slot, &state)
    } else if state.shared.value.requests[slot].place == .handingOver {
      state.parked.withoutDestination.removeAll { $0 == slot }
    }
    let destination = Int(state.shared.value.requests.handOvers[slot].decodeEngine)
    if destination < 0 { return }
    state.outstanding[destination] -= 1
    state.view.board.withdrawn(slot, &state.shared.value.requests)
    state.shared.value.requests.handOvers[slot].decodeEngine = -1
  }

  /// Calls off every transfer to a replica that is gone; it must be closed already. The KV is still where it was computed:
  /// what is ready to be sent chooses anew.
  mutating func callOffAll(to replica: Int, _ state: inout ClusterState, _ placement: inout Placement) throws {
    let engines = state.replicas.engines(of: replica)
    let bound = state.requests { slot, requests in
      let destination = Int(requests.handOvers[slot].decodeEngine)
      return requests[slot].place != .free && requests[slot].handsOver && destination >= 0 && engines.contains(destination)
    }
    let underWay = bound.filter { state.shared.value.requests.handOvers[$0].number >= 0 }
    let toChoose = underWay.filter { state.shared.value.requests[$0].place == .handingOver }
    totals.sentAgain += underWay.count
    for slot in bound { try callOff(slot, &state) }
    for slot in toChoose { try begin(slot, &state, &placement) }
  }
}

extension ClusterState {
  /// The requests in flight that `isMeant` names, in order of arrival.
  func requests(where isMeant: (Slot, borrowing RequestTable) -> Bool) -> [Slot] {
    var found: [(id: Int, slot: Slot)] = []
    for slot in shared.value.requests.slots where isMeant(slot, shared.value.requests) {
      found.append((shared.value.requests[history: slot].id, slot))
    }
    return found.sorted { $0.id < $1.id }.map(\.slot)
  }

  /// All requests of an engine whose prompt is computed and whose KV has not left it, in order of arrival.
  func requestsHandingOver(from engine: Int) -> [Slot] {
    if engines[engine].transfers.handingOver == 0 { return [] }
    return requests { slot, requests in requests[slot].place == .handingOver && Int(requests[slot].engine) == engine }
  }
}
