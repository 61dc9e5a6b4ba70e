import Kernel
import Record
import Workload

/// The way of a request to an engine: routed, turned away or sent. Arrivals and those that lost their replica take the same way.
extension Simulation {
  /// What is known of a request that is to be placed.
  private struct Candidate {
    let facts: ArrivalFacts
    let outputTokens: Int
    /// Tokens that it produced before it lost its replica.
    var produced = 0
    /// What the load says of it that it says of few.
    var marks: ArrivalMarks = []
    /// Its row, if it has one.
    var slot = Slot.none

    /// A request that has arrived.
    @inline(__always) init(
      _ id: Int, at time: Instant, promptTokens: Int, outputTokens: Int, predicted: Int32, adapter: Int32, marks: ArrivalMarks
    ) {
      facts = ArrivalFacts(
        id: id, time: time, promptTokens: promptTokens, predictedOutputTokens: predicted < 0 ? nil : Int(predicted), keptAdapter: adapter)
      self.outputTokens = outputTokens
      self.marks = marks
    }

    /// A request that lost its replica.
    init(_ slot: Slot, _ requests: borrowing RequestTable) {
      facts = ArrivalFacts(requests[history: slot], adapter: requests.adapters[slot].number)
      outputTokens = Int(requests[slot].outputTokens)
      produced = Int(requests[slot].generatedTokens)
      self.slot = slot
    }
  }

  /// Takes a request in: places it, or parks it where no replica takes prompts now. Returns whether it was not turned away.
  @inline(__always) mutating func admit(_ arrival: Arrival) throws -> Bool {
    try arrival.check()
    let id = arrivals.number()
    state.shared.value.ledger.arrived += 1
    state.shared.value.ledger.promptTokens += arrival.promptTokens
    if !arrivals.sessions.isEmpty { arrivals.note(id, arrival.turn, at: state.now) }
    let predicted = prediction(of: arrival.outputTokens, request: id)
    if !state.view.board.takesPrompts {
      state.parked.arrived.append(ParkedRequests.Arrived(id: id, time: state.now, predicted: predicted, arrival: arrival))
      return true
    }
    state.arrivingImages = arrival.images
    let adapter = try adapter(of: arrival, request: id)
    if state.sharesPrompts { try readPrompt(of: arrival, request: id, adapter: adapter) }
    return try place(
      Candidate(
        id, at: state.now, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens, predicted: predicted, adapter: adapter,
        marks: arrival.marks))
  }

  /// The adapter that a request asks for; negative for none.
  @inline(__always) private func adapter(of arrival: Arrival, request: Int) throws -> Int32 {
    guard let draw = state.adapterDraw else { return -1 }
    return try draw.adapter(ofRequest: request, told: arrival.adapter)
  }

  @inline(never) private mutating func readPrompt(of arrival: Arrival, request: Int, adapter: Int32) throws {
    if state.options.promptBlockTokens == nil && !arrival.blockHashes.isEmpty {
      throw InputError("request \(request) has prompt blocks of unknown size", remedy: "say how many tokens a block holds")
    }
    state.readPrompt(arrival.blockHashes, adapter: adapter)
  }

  /// Sends a request to an engine, or turns it away. Its prompt is the one at hand. Returns whether it was taken.
  @inline(__always) private mutating func place(_ candidate: Candidate) throws -> Bool {
    let replica = try placement.replica(forPrompt: candidate.facts, &state)
    let engine = state.engine(of: replica)
    let handsOver = !transfers.isEmpty && transfers.value.mayHandOver(from: engine, state)
    if let reason = rejection(of: candidate, at: engine, handsOver: handsOver) {
      reject(candidate, reason, at: replica)
      return false
    }
    let slot = candidate.slot.exists ? candidate.slot : try insert(candidate, engine)
    state.shared.value.requests[slot].engine = Int32(engine)
    state.outstanding[engine] += 1
    state.view.board.sent(slot, to: replica, handsOver: handsOver, &state.shared.value.requests)
    if handsOver { try transfers.value.prepare(slot, &state, &placement) }
    if state.sharesPrompts { keepPrompt(of: slot, at: engine) }
    if state.engines[engine].rules.entersAtOnce { try state.enter(slot) } else { try state.passFrontEnd(slot) }
    return true
  }

  @inline(__always) private func rejection(of candidate: Candidate, at engine: Int, handsOver: Bool) -> RejectionReason? {
    if handsOver {
      return transfers.value.rejection(
        promptTokens: candidate.facts.promptTokens, outputTokens: candidate.outputTokens, at: engine, produced: candidate.produced, state)
    }
    return state.engines[engine].rejection(promptTokens: candidate.facts.promptTokens, outputTokens: candidate.outputTokens)
  }

  @inline(never) private mutating func reject(_ candidate: Candidate, _ reason: RejectionReason, at replica: Int) {
    state.view.board.settleRole(of: replica)
    if !arrivals.sessions.isEmpty { arrivals.turnedAway(candidate.facts.id) }
    state.shared.value.ledger.reject(
      candidate.facts.id, promptTokens: candidate.facts.promptTokens, outputTokens: candidate.outputTokens, at: candidate.facts.time,
      reason)
  }

  /// Enters a request among those in flight.
  @inline(__always) private mutating func insert(_ candidate: Candidate, _ engine: Int) throws -> Slot {
    let facts = candidate.facts
    state.shared.value.ledger.note(.arrived, request: facts.id, detail: engine, time: state.now)
    if state.shared.value.requests.count + 1 >= StepHeap.slotLimit {
      throw InputError(
        "\(state.shared.value.requests.count) requests are in flight",
        remedy: "the load is far beyond the cluster: limit it, or set a horizon")
    }
    let slot = state.shared.value.requests.insert(
      RequestHistory(
        id: facts.id, arrival: facts.time, promptTokens: facts.promptTokens,
        predictedOutputTokens: Int32(facts.predictedOutputTokens ?? -1)),
      outputTokens: candidate.outputTokens)
    if !candidate.marks.isEmpty { try mark(slot, candidate) }
    if !state.options.classes.isEmpty { state.classify(slot) }
    if state.adapterDraw != nil { state.note(adapter: facts.keptAdapter, of: slot) }
    if state.arrivingImages > 0 { state.noteImages(of: slot) }
    return slot
  }

  @inline(never) private mutating func mark(_ slot: Slot, _ candidate: Candidate) throws {
    if candidate.marks.contains(.promptOnly) && candidate.outputTokens != 1 {
      throw InputError(
        "request \(candidate.facts.id) samples nothing and is to have \(candidate.outputTokens) output tokens",
        remedy: "one, the row it ends with")
    }
    state.shared.value.requests[slot].marks.formUnion(RequestMarks(candidate.marks))
  }

  @inline(never) private mutating func keepPrompt(of slot: Slot, at engine: Int) {
    state.view.prompt.withChain { state.engines[engine].keep($0, of: slot, &state.shared.value.requests) }
  }

  // MARK: Replicas that lose and find requests

  /// Sends nothing more to a replica until it is opened again. What it has goes on.
  package mutating func closeReplica(_ replica: Int) { state.view.board.close(replica) }

  /// Lets a replica be chosen again. Requests that found no replica in the meantime are sent first: those that had one before
  /// those that never had, each in their order.
  package mutating func openReplica(_ replica: Int) throws {
    if !state.view.board.open(replica) { return }
    try placeLost()
    try placeParked()
    if !transfers.isEmpty { try transfers.value.chooseForParked(&state, &placement) }
  }

  /// Sends the requests that arrived while there was no replica, as long as there is one to take them.
  private mutating func placeParked() throws {
    var sent = 0
    while sent < state.parked.arrived.count && state.view.board.takesPrompts {
      let request = state.parked.arrived[sent]
      state.arrivingImages = request.arrival.images
      let adapter = try adapter(of: request.arrival, request: request.id)
      if state.sharesPrompts { try readPrompt(of: request.arrival, request: request.id, adapter: adapter) }
      let isTaken = try place(
        Candidate(
          request.id, at: request.time, promptTokens: request.arrival.promptTokens, outputTokens: request.arrival.outputTokens,
          predicted: request.predicted, adapter: adapter, marks: request.arrival.marks))
      sent += 1
      // Its client learns only now that it was turned away.
      if !isTaken && state.options.concurrency != nil { try pullClosed() }
    }
    state.parked.arrived.removeFirst(sent)
  }

  /// Sends the requests that lost their replica while there was no other, in the order in which they did.
  private mutating func placeLost() throws {
    var sent = 0
    while sent < state.parked.lost.count && state.view.board.takesPrompts {
      try placeAgain(state.parked.lost[sent])
      sent += 1
    }
    state.parked.lost.removeFirst(sent)
  }

  private mutating func placeAgain(_ request: ParkedRequests.Lost) throws {
    if state.sharesPrompts { state.readPrompt(chained: request.chain) }
    if !transfers.isEmpty { state.shared.value.requests.handOvers[request.slot].decodeEngine = -1 }
    state.shared.value.requests[request.slot].handsOver = false
    if try place(Candidate(request.slot, state.shared.value.requests)) { return }
    state.shared.value.requests.remove(request.slot)
    if state.options.concurrency != nil { try pullClosed() }
  }

  /// Takes a request from a replica that is gone, and sends it elsewhere; or holds it back until there is one.
  mutating func retry(_ request: ParkedRequests.Lost, _ observer: (any Observer)?) throws {
    let slot = request.slot
    let engine = Int(state.shared.value.requests[slot].engine)
    if state.shared.value.requests[slot].handsOver {
      try transfers.value.callOff(slot, &state)
      let isFirst = state.shared.value.requests.handOvers[slot].prefillEngine < 0
      if isFirst && state.shared.value.requests[slot].generatedTokens > 0 {
        state.shared.value.requests.handOvers[slot].prefillEngine = Int32(engine)
      }
    }
    state.view.board.lost(slot, &state.shared.value.requests)
    state.outstanding[engine] -= 1
    state.shared.value.ledger.retries += 1
    state.shared.value.requests[history: slot].retries += 1
    let id = state.shared.value.requests[history: slot].id
    state.shared.value.ledger.note(.retried, request: id, detail: engine, time: state.now)
    let retries = Int(state.shared.value.requests[history: slot].retries)
    observer?.receive(.retried(RetryRecord(request: id, number: retries, replica: state.replica(of: engine), time: state.now)))
    if !state.view.board.takesPrompts { state.parked.lost.append(request) } else { try placeAgain(request) }
  }
}

extension ClusterState {
  /// Draws the class of a request that has just come.
  @inline(never) mutating func classify(_ slot: Slot) {
    let index = RequestClass.draw(options.classes, seed: options.seed, request: shared.value.requests[history: slot].id)
    let kind = options.classes[index]
    var traits = RequestTraits(classIndex: Int32(index), priority: Int32(kind.priority))
    if let due = kind.firstTokenDue {
      let (deadline, overflow) = shared.value.requests[history: slot].arrival.picoseconds.addingReportingOverflow(due.picoseconds)
      if !overflow { traits.deadline = Instant(picoseconds: deadline) }
    }
    shared.value.requests.traits[slot] = traits
  }
}
