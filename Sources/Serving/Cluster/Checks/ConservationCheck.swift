import Kernel
import Record

/// Nothing is lost and nothing is there twice (Law 9): every part's books against the requests themselves, all of them.
extension Simulation {
  /// Checks the books of every part.
  ///
  /// - Throws: ``BrokenInvariant`` naming what does not agree, and the replica.
  func checkConservation() throws {
    let counted = try countedRequests()
    for index in state.engines.indices {
      if let fault = state.engines[index].fault(counted[index]) {
        throw BrokenInvariant(fault, replica: state.engines[index].id.replica, time: state.now)
      }
    }
    for replica in 0..<state.replicas.count where state.sharesPool(state.replicas.firstEngine(of: replica)) {
      let blocks = state.replicas.engines(of: replica).reduce(0) { $0 + state.engines[$1].memory.totalBlocks }
      try require(blocks, state.pool(of: replica).replica.kvBlocks, "blocks of a shared pool", replica: replica)
    }
    for index in state.shared.value.remoteStores.indices {
      if let fault = state.shared.value.remoteStores[index].fault { throw BrokenInvariant(fault, time: state.now) }
    }
    if !transfers.isEmpty, let fault = transfers.value.network.fault() { throw BrokenInvariant(fault, time: state.now) }
    try checkOutstanding()
    if !arrivals.sessions.isEmpty { try checkSessions() }
  }

  /// Checks that each turn in flight is booked as one.
  private func checkSessions() throws {
    var turns = state.parked.arrived.count { arrivals.sessions.value.holds($0.id) }
    for slot in state.shared.value.requests.slots where state.shared.value.requests[slot].place != .free {
      if arrivals.sessions.value.holds(state.shared.value.requests[history: slot].id) { turns += 1 }
    }
    if let fault = arrivals.sessions.value.fault(inFlight: turns) { throw BrokenInvariant(fault, time: state.now) }
  }

  /// The requests at each engine, counted one by one.
  private func countedRequests() throws -> [EngineCount] {
    var counted = [EngineCount](repeating: EngineCount(), count: state.engines.count)
    for slot in state.shared.value.requests.slots {
      let request = state.shared.value.requests[slot]
      if request.place.isAtEngine {
        let engine = Int(request.engine)
        state.engines[engine].count(slot, state.shared.value.requests, &counted[engine])
      }
      let handOver = state.shared.value.requests.handOvers[slot]
      if request.place != .free && handOver.number >= 0 {
        counted[Int(handOver.decodeEngine)].awaitedBlocks += transfers.value.table[handOver.number].blocks
      }
    }
    return counted
  }

  /// Checks that every request is somewhere, and that each engine and replica counts those that were sent to it: those at the
  /// front end and in delivery, and those that have no replica, as well.
  private func checkOutstanding() throws {
    var places = [Int](repeating: 0, count: RequestPlace.allCases.count)
    var sent = [Int](repeating: 0, count: state.engines.count)
    // A router sees that a request does not come where it was promised only when its last token is out.
    var promised = [Int](repeating: 0, count: state.replicas.count)
    for slot in state.shared.value.requests.slots {
      let request = state.shared.value.requests[slot]
      places[Int(request.place.rawValue)] += 1
      if request.place == .free || request.place == .parked { continue }
      sent[Int(request.engine)] += 1
      let destination = Int(state.shared.value.requests.handOvers[slot].decodeEngine)
      if destination < 0 || destination == Int(request.engine) { continue }
      if request.handsOver { sent[destination] += 1 }
      if !request.handsOver && request.place == .inDelivery { promised[state.replica(of: destination)] += 1 }
    }
    let inFlight = places.reduce(0, +) - places[Int(RequestPlace.free.rawValue)]
    try require(inFlight, state.shared.value.requests.count, "requests in flight")
    try require(places[Int(RequestPlace.parked.rawValue)], state.parked.lost.count, "requests without a replica")
    for engine in state.engines.indices {
      try require(sent[engine], state.outstanding[engine], "requests sent", replica: state.engines[engine].id.replica)
    }
    for replica in 0..<state.replicas.count {
      let counted = state.replicas.engines(of: replica).reduce(promised[replica]) { $0 + sent[$1] }
      try require(counted, Int(state.view.board[.requests, replica]), "requests outstanding", replica: replica)
    }
  }

  private func require(_ counted: Int, _ booked: Int, _ what: String, replica: Int? = nil) throws {
    if counted != booked { throw BrokenInvariant("\(counted) \(what) counted, \(booked) booked", replica: replica, time: state.now) }
  }

  /// Requests in flight that nothing will ever move are a fault of ours, but for those that no replica is open to, and those
  /// behind them where none is open to decode.
  func checkNothingIsStuck() throws {
    if !transfers.isEmpty && !state.view.board.takesHandOvers { return }
    let stuck = state.shared.value.requests.count - state.parked.withoutDestination.count - state.parked.lost.count
    if stuck > 0 { throw BrokenInvariant("\(stuck) requests are in flight and nothing is to come", time: state.now) }
  }

  /// Takes a block out of a replica's books, for the proof that ``checkConservation()`` notices.
  package mutating func loseBlock(onReplica replica: Int) {
    state.engines[state.replicas.firstEngine(of: replica)].memory.allocate(1, &state.shared.value)
  }

  /// Forgets that a request was sent to a replica, for the proof that ``checkConservation()`` notices.
  package mutating func forgetRequest(onReplica replica: Int) { state.outstanding[state.replicas.firstEngine(of: replica)] -= 1 }
}
