import Hardware
import Kernel
import Record
import Workload

/// One replica driven by its caller's clock: the same policy, KV cache and batches as in a ``Simulation``, for serving
/// with something that really executes.
///
/// The caller submits what has come, asks for a plan, executes it, and says when it was done; the replica books the
/// times that it is given and never looks at a clock itself. Observers are called as they are for replica 0 of a simulation.
package final class LiveReplica {
  var engine: Engine
  var shared: Box<SharedState>
  /// Whether the requests that are submitted are decoded elsewhere.
  private let handsOver: Bool
  /// The identities of the prompt at hand, where prompts are shared.
  private var identities = PromptIdentities()
  /// Requests whose KV leaves, and those whose KV comes.
  var leaving: [Int: Slot] = [:]
  var coming: [Int: Coming] = [:]
  var ready: [LiveHandOver] = []
  /// Requests whose KV waits for room here, in the order of their coming.
  var awaitingRoom: [Int] = []
  private let observer: (any Observer)?
  private let idleWatts: Double
  private var nextID = 0
  var finished: [Int] = []
  /// Requests that have lost their place since the last iteration was planned: a plan may take places and still run nothing.
  private var displaced: [Int] = []
  /// What happened to the requests that have ended, in that order.
  package private(set) var finishedRecords: [RequestRecord] = []

  /// A replica with nothing in it. One that `handsOver` computes prompts, whose KV another replica then takes. One that `findsPrefixes`
  /// may share prompts: who executes finds the KV of a chunk's context where the chunk is a request's first.
  ///
  /// - Throws: ``InputError`` for limits that do not fit each other, and for rules of the engine that only a simulated
  ///   one can keep: delays, which the real front end has of its own, and shared prompts whose KV nobody finds.
  package init(
    _ configuration: ReplicaConfiguration, observer: (any Observer)? = nil, handsOver: Bool = false, findsPrefixes: Bool = false
  ) throws {
    self.handsOver = handsOver
    let rules = configuration.rules
    if rules.frontEndDelay != .zero || rules.frontEndService != .zero || rules.deliveryDelay != .zero {
      throw InputError(
        "a live replica with delays of its front end", remedy: "front_end_delay, front_end_service and delivery_delay of zero")
    }
    if rules.coldStart != .zero {
      throw InputError("a live replica with a cold start", remedy: "cold_start of zero: what executes has its own")
    }
    if rules.receiveInterval != 1 {
      throw InputError("a live replica that does not take requests in at every plan", remedy: "receive_interval: 1")
    }
    if rules.prefixCaching && (!findsPrefixes || handsOver) {
      throw InputError("a live replica with prefix caching", remedy: "prefix_caching: false")
    }
    if (rules.prefixes.host ?? rules.prefixes.remote) != nil {
      throw InputError("a live replica with tiers of its prefix cache", remedy: "no tiers")
    }
    if configuration.speculation != nil {
      throw InputError("a live replica that speculates: what executes has no draft", remedy: "no speculation")
    }
    if configuration.adapters != nil {
      throw InputError("a live replica with adapters, which what executes does not have", remedy: "no adapters")
    }
    if configuration.encoder != nil {
      throw InputError("a live replica with an encoder, which what executes does not have", remedy: "no encoder")
    }
    if rules.swapSpace != nil { throw InputError("a live replica that swaps", remedy: "preemption: recompute") }
    engine = try Engine(
      EngineIdentity(index: 0, replica: 0, lane: 0, pool: 0), configuration, leaps: false,
      prefixes: configuration.prefixCache(engine: 0, promptBlockTokens: configuration.blockTokens, keepsIndex: false))
    shared = Box(SharedState(ledger: Ledger(observer: observer)))
    self.observer = observer
    idleWatts = configuration.idleWatts
  }

  /// Whether an iteration is under way.
  package var isBusy: Bool { engine.state.value.run.isBusy }
  /// Requests that wait or run.
  package var inFlight: Int { shared.value.requests.count }

  /// Takes in a request that came at `arrival.time` and is handed over at `now`. Requests are numbered from 0 in the
  /// order in which they are submitted, those turned away included.
  ///
  /// - Returns: why it was turned away, or nil.
  /// - Throws: ``InputError`` for lengths out of range and for a time that is still to come.
  package func submit(_ arrival: Arrival, now: Instant) throws -> RejectionReason? {
    try arrival.check()
    if arrival.time > now { throw InputError("request \(nextID) is submitted before it comes", remedy: "wait for its time") }
    let id = nextID
    nextID += 1
    shared.value.ledger.events += 1
    shared.value.ledger.arrived += 1
    shared.value.ledger.promptTokens += arrival.promptTokens
    // One that hands over needs room for the prompt alone, and for the token behind it.
    let ownOutputTokens = handsOver ? 1 : arrival.outputTokens
    if let reason = engine.state.value.rejection(promptTokens: arrival.promptTokens, outputTokens: ownOutputTokens) {
      shared.value.ledger.reject(
        id, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens, at: now, reason)
      return reason
    }
    shared.value.ledger.note(.arrived, request: id, detail: 0, time: now)
    let slot = shared.value.requests.insert(
      RequestHistory(id: id, arrival: arrival.time, promptTokens: arrival.promptTokens), outputTokens: arrival.outputTokens)
    shared.value.requests[slot].handsOver = handsOver
    if engine.state.value.rules.prefixCaching {
      identities.read(arrival.blockHashes)
      identities.withChain { engine.state.value.keep($0, of: slot, &shared.value.requests) }
    }
    engine.enqueue(slot, now: now, &shared.value)
    return nil
  }

  /// Lets the policy say what runs next, from `now` on; nil if there is nothing.
  ///
  /// - Throws: ``BrokenInvariant`` for a fault of the policy, or where an iteration is still under way.
  package func plan(now: Instant) throws -> LiveBatch? {
    if engine.state.value.run.isBusy { throw BrokenInvariant("an iteration is planned while one is under way", replica: 0, time: now) }
    let preemptions = engine.state.value.totals.preemptions
    try engine.plan(now: now, &shared)
    if engine.state.value.totals.preemptions > preemptions {
      for request in preempted(at: now) where !displaced.contains(request) { displaced.append(request) }
    }
    if !engine.state.value.run.isBusy { return nil }
    defer { (finished, displaced) = ([], []) }
    return LiveBatch(
      chunks: chunks, decodes: engine.state.value.batch.decodes ? decodes : [],
      preempted: displaced, finished: finished,
      expectedDuration: Duration(picoseconds: engine.state.value.run.span.first))
  }

  /// Books the iteration under way as ended at `now`, with all tokens that it brought.
  ///
  /// - Throws: ``BrokenInvariant`` where none is under way or none of its time has passed.
  package func completed(now: Instant) throws {
    if !engine.state.value.run.isBusy { throw BrokenInvariant("no iteration is under way that could end", replica: 0, time: now) }
    if now <= engine.state.value.run.span.start { throw BrokenInvariant("an iteration ends before it began", replica: 0, time: now) }
    engine.state.value.run.span.end(at: now)
    shared.value.ledger.events += 1
    engine.state.value.settle(steps: 1, &shared.value, observer)
    noteReady()
    for position in engine.state.value.result.ended.indices {
      let slot = engine.state.value.result.ended[position]
      let (id, firstToken) = (shared.value.requests[history: slot].id, shared.value.requests[history: slot].firstToken)
      shared.value.ledger.finished += 1
      shared.value.ledger.note(.finished, request: id, detail: engine.state.value.totals.iterations, time: now)
      let record = shared.value.requests.record(of: slot, replica: 0, firstToken: firstToken, finish: now)
      observer?.receive(.finished(record))
      finishedRecords.append(record)
      finished.append(id)
      shared.value.requests.remove(slot)
    }
  }

  /// What the run came to by `end`, an iteration still under way not included.
  package func outcome(at end: Instant) -> RunOutcome {
    var sums = engine.state.value.outcome(joules: idleWatts * end.seconds, shared.value.stageQueues)
    sums.onTime = end - .start
    return RunOutcome(
      end: end, arrived: shared.value.ledger.arrived, finished: shared.value.ledger.finished, rejected: shared.value.ledger.rejected,
      unfinished: shared.value.requests.count, promptTokens: shared.value.ledger.promptTokens,
      outputTokens: engine.state.value.totals.outputTokens,
      events: shared.value.ledger.events, digest: shared.value.ledger.digest.value,
      replicas: [sums])
  }

  // MARK: -

  private var chunks: [LiveBatch.Chunk] {
    engine.state.value.batch.chunks.indices.map { position in
      let chunk = engine.state.value.batch.chunks[position]
      let request = shared.value.requests[chunk.slot]
      return LiveBatch.Chunk(
        request: id(chunk.slot), tokens: Int(chunk.tokens), contextTokens: Int(request.contextTokens),
        completesPrompt: Int(chunk.tokens) == request.remainingPrefill)
    }
  }

  private var decodes: [LiveBatch.Decode] {
    requests(from: engine.state.value.queues.running.first) { shared.value.requests[$0].place == .decoding }
      .map {
        LiveBatch.Decode(
          request: id($0), contextTokens: engine.state.value.decodes.contextTokens(of: $0, shared.value.requests))
      }
  }

  /// The requests that were put into the queue at `now` and had run before; some may have been admitted again in the same plan.
  /// The one preempted last is first in the queue.
  private func preempted(at now: Instant) -> [Int] {
    let isPreempted = { [self] (slot: Slot) in
      shared.value.requests[history: slot].queuedAt == now && shared.value.requests[history: slot].preemptions > 0
    }
    return requests(from: engine.state.value.queues.waiting.first, where: isPreempted).reversed().map(id)
      + requests(from: engine.state.value.queues.running.first, where: isPreempted).map(id)
  }

  private func requests(from first: Slot, where isMeant: (Slot) -> Bool) -> [Slot] {
    var (found, slot) = ([Slot](), first)
    while slot.exists {
      if isMeant(slot) { found.append(slot) }
      slot = shared.value.requests[slot].links.next
    }
    return found
  }

  private func id(_ slot: Slot) -> Int { shared.value.requests[history: slot].id }
}
