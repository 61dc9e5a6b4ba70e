import Kernel
import Record

/// Hand-overs between two live replicas, as between those of a simulation: KV stays at its source until it has arrived, and blocks are
/// kept for it at its destination before it is sent, first come first served.
extension LiveReplica {
  // MARK: The replica that computes prompts

  /// Notes of the iteration that has just ended which prompts are computed and are to be decoded elsewhere.
  func noteReady() {
    for position in engine.state.value.result.readyToTransfer.indices {
      let slot = engine.state.value.result.readyToTransfer[position]
      let history = shared.value.requests[history: slot]
      leaving[history.id] = slot
      ready.append(
        LiveHandOver(
          request: history.id, promptTokens: Int(history.promptTokens), outputTokens: Int(shared.value.requests[slot].outputTokens),
          arrival: history.arrival, firstScheduled: history.firstScheduled, firstToken: history.firstToken,
          preemptions: Int(history.preemptions)))
    }
  }

  /// The requests whose prompts have been computed since this was last called, in that order.
  package func takeReady() -> [LiveHandOver] {
    defer { ready.removeAll() }
    return ready
  }

  /// Notes that the KV of a request has arrived elsewhere: its blocks here are free.
  ///
  /// - Throws: ``BrokenInvariant`` where no such request is on its way.
  package func handedOver(_ request: Int, now: Instant) throws {
    guard let slot = leaving.removeValue(forKey: request) else {
      throw BrokenInvariant("request \(request) is handed over and was not on its way", replica: 0, time: now)
    }
    engine.state.value.freeTransferred(slot, now: now, &shared.value)
    engine.state.value.totals.handOversOut += 1
    shared.value.requests[slot].move(to: .parked)
    shared.value.requests.remove(slot)
    finished.append(request)
  }

  // MARK: The replica that decodes

  /// Hears of a request whose KV waits to be sent here.
  ///
  /// - Throws: ``InputError`` where it can never be held here.
  package func expect(_ handOver: LiveHandOver, now: Instant) throws {
    let (prompt, output) = (handOver.promptTokens, handOver.outputTokens)
    if coming[handOver.request] != nil || prompt < 1 || output < 2 {
      throw BrokenInvariant("request \(handOver.request) cannot be handed over", replica: 0, time: now)
    }
    if let reason = engine.state.value.rejection(promptTokens: prompt, outputTokens: output) {
      throw InputError("request \(handOver.request) cannot be decoded: it \(reason.name)", remedy: "shorter requests")
    }
    shared.value.ledger.events += 1
    shared.value.ledger.arrived += 1
    shared.value.ledger.promptTokens += prompt
    var history = RequestHistory(id: handOver.request, arrival: handOver.arrival, promptTokens: prompt)
    history.firstScheduled = handOver.firstScheduled
    history.firstToken = handOver.firstToken
    let slot = shared.value.requests.insert(history, outputTokens: output)
    shared.value.requests[slot].contextTokens = Int32(prompt)
    shared.value.requests[slot].generatedTokens = 1
    shared.value.requests[slot].lastToken = handOver.firstToken
    // What the other replica has done with it.
    for place in [RequestPlace.waiting, .prefilling, .handingOver] { shared.value.requests[slot].move(to: place) }
    coming[handOver.request] = Coming(slot: slot)
    awaitingRoom.append(handOver.request)
  }

  /// Keeps blocks for KV that waits to be sent here, in the order of its coming and as long as there is room.
  ///
  /// - Returns: the requests whose KV may be sent now.
  package func giveRoom(now: Instant) -> [Int] {
    var given: [Int] = []
    for request in awaitingRoom {
      guard let slot = coming[request]?.slot else { break }
      let blocks = engine.state.value.blocks(forTransferOf: slot, shared.value.requests)
      if !engine.state.value.keepRoom(blocks: blocks, now: now, &shared.value) { break }
      coming[request]?.blocks = blocks
      given.append(request)
    }
    awaitingRoom.removeFirst(given.count)
    return given
  }

  /// Takes in a request whose KV has arrived, in the blocks that were kept for it.
  ///
  /// - Throws: ``BrokenInvariant`` where none were.
  package func land(_ request: Int, now: Instant) throws {
    guard let arrived = coming[request], let blocks = arrived.blocks else {
      throw BrokenInvariant("the KV of request \(request) arrives where no room is kept for it", replica: 0, time: now)
    }
    coming[request] = nil
    engine.state.value.takeIn(transferred: arrived.slot, blocks: blocks, now: now, &shared.value.requests)
    shared.value.ledger.note(.handedOver, request: request, detail: 0, time: now)
  }

  /// KV that is on its way here or waits for room.
  struct Coming {
    var slot: Slot
    /// Blocks that are kept for it; nil while there is no room.
    var blocks: Int?
  }
}
