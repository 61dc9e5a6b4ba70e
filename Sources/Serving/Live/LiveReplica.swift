import Hardware
import Kernel
import Workload

/// One replica driven by its caller's clock: the same policy, KV cache and batches as in a ``Simulation``, for serving
/// with something that really executes.
///
/// The caller submits what has come, asks for a plan, executes it, and says when it was done; the replica books times as
/// it is told them and never looks at a clock itself. An observer hears of it what it hears of a simulated replica 0.
package final class LiveReplica {
  private var replica: Replica
  private var requests = RequestTable()
  private let ledger: UnsafeMutablePointer<Ledger>
  private let observer: (any Observer)?
  private let idleWatts: Double
  private var nextID = 0
  private var finished: [Int] = []
  /// What happened to the requests that have ended, in that order.
  package private(set) var finishedRecords: [RequestRecord] = []

  /// A replica with nothing in it.
  ///
  /// - Throws: ``InputError`` for limits that do not fit each other, and for rules of the engine that only a simulated
  ///   one can keep: delays, which the real front end has of its own, and shared prompts, whose KV the executing side
  ///   would have to find.
  package init(_ configuration: ReplicaConfiguration, observer: (any Observer)? = nil) throws {
    let rules = configuration.rules
    if rules.frontEndDelay != .zero || rules.frontEndService != .zero || rules.deliveryDelay != .zero {
      throw InputError(
        "a live replica with delays of its front end", remedy: "front_end_delay, front_end_service and delivery_delay of zero")
    }
    if rules.prefixCaching {
      throw InputError("a live replica with prefix caching", remedy: "prefix_caching: false")
    }
    if rules.swapSpace != nil { throw InputError("a live replica that swaps", remedy: "preemption: recompute") }
    replica = try Replica(index: 0, pool: 0, configuration, leaps: false)
    ledger = .allocate(capacity: 1)
    ledger.initialize(to: Ledger(observer: observer))
    self.observer = observer
    idleWatts = configuration.idleWatts
  }

  deinit {
    ledger.deinitialize(count: 1)
    ledger.deallocate()
  }

  /// Whether an iteration is under way.
  package var isBusy: Bool { replica.isBusy }
  /// Requests that wait or run.
  package var inFlight: Int { requests.count }

  /// Takes in a request that came at `arrival.time` and is handed over at `now`. Requests are numbered from 0 in the
  /// order in which they are submitted, those turned away included.
  ///
  /// - Returns: why it was turned away, or nil.
  /// - Throws: ``InputError`` for lengths out of range and for a time that is still to come.
  package func submit(_ arrival: Arrival, now: Instant) throws -> RejectionReason? {
    try Simulation.check(arrival)
    if arrival.time > now { throw InputError("request \(nextID) is submitted before it comes", remedy: "wait for its time") }
    let id = nextID
    nextID += 1
    ledger.pointee.events += 1
    ledger.pointee.arrived += 1
    ledger.pointee.promptTokens += arrival.promptTokens
    if let reason = replica.rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens) {
      ledger.pointee.reject(id, arrival, at: now, reason)
      return reason
    }
    ledger.pointee.note(.arrived, request: id, detail: 0, time: now)
    let slot = requests.insert(
      Request(id: id, arrival: arrival.time, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens))
    replica.enqueue(slot, now: now, requests.rows)
    return nil
  }

  /// Lets the policy say what runs next, from `now` on; nil if there is nothing.
  ///
  /// - Throws: ``BrokenInvariant`` for a fault of the policy, or where an iteration is still under way.
  package func plan(now: Instant) throws -> LiveBatch? {
    if replica.isBusy { throw BrokenInvariant("an iteration is planned while one is under way", replica: 0, time: now) }
    let preemptions = replica.totals.preemptions
    try replica.plan(now: now, requests.rows, ledger)
    if !replica.isBusy { return nil }
    defer { finished.removeAll() }
    return LiveBatch(
      chunks: chunks, decodes: replica.batchDecodes ? decodes : [],
      preempted: replica.totals.preemptions > preemptions ? preempted(at: now) : [], finished: finished,
      expectedDuration: Duration(picoseconds: replica.span.first))
  }

  /// Books the iteration under way as ended at `now`, with all tokens that it brought.
  ///
  /// - Throws: ``BrokenInvariant`` where none is under way or none of its time has passed.
  package func completed(now: Instant) throws {
    if !replica.isBusy { throw BrokenInvariant("no iteration is under way that could end", replica: 0, time: now) }
    if now <= replica.span.start { throw BrokenInvariant("an iteration ends before it began", replica: 0, time: now) }
    replica.span.end(at: now)
    ledger.pointee.events += 1
    replica.settle(steps: 1, requests.rows, ledger, observer)
    for position in 0..<replica.endedCount {
      let slot = replica.ended[position]
      let row = requests.rows + Int(slot)
      ledger.pointee.finished += 1
      ledger.pointee.note(.finished, request: row.pointee.id, detail: replica.totals.iterations, time: now)
      let record = row.pointee.record(replica: 0, firstToken: row.pointee.firstToken, finish: now)
      observer?.receive(.finished(record))
      finishedRecords.append(record)
      finished.append(record.request)
      requests.remove(slot)
    }
  }

  /// What the run came to by `end`, an iteration still under way not included.
  package func outcome(at end: Instant) -> RunOutcome {
    var sums = replica.outcome(joules: idleWatts * end.seconds)
    sums.onTime = end - .start
    return RunOutcome(
      end: end, arrived: ledger.pointee.arrived, finished: ledger.pointee.finished, rejected: ledger.pointee.rejected,
      unfinished: requests.count, promptTokens: ledger.pointee.promptTokens, outputTokens: replica.totals.outputTokens,
      events: ledger.pointee.events, digest: ledger.pointee.digest.value,
      replicas: [sums])
  }

  // MARK: -

  private var chunks: [LiveBatch.Chunk] {
    (0..<replica.chunkCount).map { position in
      let row = requests.rows + Int(replica.chunks[position].slot)
      let tokens = Int(replica.chunks[position].tokens)
      return LiveBatch.Chunk(
        request: row.pointee.id, tokens: tokens, contextTokens: Int(row.pointee.contextTokens),
        completesPrompt: tokens == row.pointee.remainingPrefill)
    }
  }

  private var decodes: [LiveBatch.Decode] {
    rows(from: replica.running.first) { $0.pointee.phase == .decoding }
      .map { LiveBatch.Decode(request: $0.pointee.id, contextTokens: replica.decodes.contextTokens(of: $0)) }
  }

  /// Whoever was put into the queue at `now` and had run before; some may have been admitted again in the same plan. The
  /// one preempted last stands first in the queue.
  private func preempted(at now: Instant) -> [Int] {
    let isPreempted = { (row: UnsafePointer<Request>) in row.pointee.queuedAt == now && row.pointee.preemptions > 0 }
    return rows(from: replica.waiting.first, where: isPreempted).reversed().map(\.pointee.id)
      + rows(from: replica.running.first, where: isPreempted).map(\.pointee.id)
  }

  private func rows(from first: Int32, where isMeant: (UnsafePointer<Request>) -> Bool) -> [UnsafePointer<Request>] {
    var (found, slot) = ([UnsafePointer<Request>](), first)
    while slot >= 0 {
      let row = UnsafePointer(requests.rows + Int(slot))
      if isMeant(row) { found.append(row) }
      slot = row.pointee.place.next
    }
    return found
  }
}
