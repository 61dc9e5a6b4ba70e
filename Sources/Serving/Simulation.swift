import Foundation
import Hardware
import Kernel
import Workload

/// The simulated cluster and its main loop.
///
/// Three phases an instant: move the clock; do all that is due now — iterations that end, replica by replica, then
/// arrivals, then the sampling of the time series; then start what became possible, replica by replica. Order never
/// depends on memory addresses, on hashing, or on whether the loop leaps.
public struct Simulation: ~Copyable {
  private enum Kind: UInt8, BitwiseCopyable { case wake, arrival, sample }

  private struct Event: BitwiseCopyable {
    var kind: Kind
    var replica: Int32 = 0
    var version: UInt32 = 0
  }

  let options: SimulationOptions
  let cluster: ClusterConfiguration
  private var source: any ArrivalSource
  private var router: any Router
  let replicas: UnsafeMutablePointer<Replica>
  let replicaCount: Int
  let board: UnsafeMutablePointer<LoadBoard>
  let ledger: UnsafeMutablePointer<Ledger>
  var requests = RequestTable()
  private var events = EventQueue<Event>()
  var now = Instant.start
  private var pending: Arrival?
  var nextID = 0
  private var sourceIsDry = false
  /// Replicas that are idle and may have something to start, ascending.
  private var ready: [Int32] = []

  private static var arrivalRank: Int { 1 << 23 }
  private static var sampleRank: Int { arrivalRank + 1 }

  /// A cluster with nothing in it yet, and the load it will get.
  ///
  /// - Throws: ``InputError`` for names that do not exist and limits that do not fit each other.
  public init(
    cluster: ClusterConfiguration, source: any ArrivalSource, options: SimulationOptions, observer: (any Observer)? = nil
  ) throws {
    let kinds = cluster.pools.enumerated().flatMap { pool, kind in (0..<max(0, kind.replicas)).map { _ in (pool, kind.replica) } }
    try Self.check(options, replicas: kinds.count)
    let routing = try RouterCatalog.router(named: cluster.router)
    let router = try routing.init(
      Parameters(routing.parameters, given: cluster.routerParameters, policy: routing.name),
      stream: RandomStream(seed: options.seed, name: "router"))
    let replicas = try Self.build(kinds, leaps: options.leaps)
    let prices = cluster.pools.map { WorkPrice($0.replica.costModel) }
    self.cluster = cluster
    self.source = source
    self.options = options
    self.router = router
    self.replicas = replicas
    replicaCount = kinds.count
    board = .allocate(capacity: 1)
    board.initialize(to: LoadBoard(signal: routing.signal, prices: kinds.map { prices[$0.0] }))
    ledger = .allocate(capacity: 1)
    ledger.initialize(to: Ledger(observer: observer))
  }

  deinit {
    replicas.deinitialize(count: replicaCount)
    replicas.deallocate()
    board.deinitialize(count: 1)
    board.deallocate()
    ledger.deinitialize(count: 1)
    ledger.deallocate()
  }

  /// Runs to the end of the load, or to the horizon.
  ///
  /// - Throws: ``InputError`` from the source of arrivals, ``BrokenInvariant`` for a fault of ours or of a policy.
  public mutating func run() throws -> RunOutcome {
    try pullFirst()
    if let bin = options.seriesBin { events.schedule(Event(kind: .sample), at: .start + bin, rank: Self.sampleRank) }
    while hasWork && events.nextTime <= options.horizon {
      now = events.nextTime
      while events.nextTime == now && !events.isEmpty { try handle(events.removeNext()) }
      if !ready.isEmpty { try startReady() }
      if options.checksEveryInstant { try checkConservation() }
    }
    return try close(at: hasWork ? options.horizon : now)
  }

  /// Whether anything is in flight or still to come. A time series alone keeps no run alive.
  private var hasWork: Bool { requests.count > 0 || pending != nil }

  private static func check(_ options: SimulationOptions, replicas: Int) throws {
    if replicas == 0 { throw InputError("the cluster has no replica", remedy: "give a pool at least 1 replica") }
    if replicas >= arrivalRank { throw InputError("the cluster has \(replicas) replicas", remedy: "at most \(arrivalRank - 1)") }
    if let concurrency = options.concurrency, concurrency < 1 || concurrency >= StepHeap.slotLimit {
      throw InputError("a concurrency of \(concurrency)", remedy: "between 1 and \(StepHeap.slotLimit - 1)")
    }
    if let bin = options.seriesBin, bin.picoseconds < 1 { throw InputError("a series bin of no length", remedy: "above zero") }
  }

  private static func build(_ kinds: [(Int, ReplicaConfiguration)], leaps: Bool) throws -> UnsafeMutablePointer<Replica> {
    let replicas = UnsafeMutablePointer<Replica>.allocate(capacity: kinds.count)
    for (index, (pool, kind)) in kinds.enumerated() {
      do {
        (replicas + index).initialize(to: try Replica(index: index, pool: pool, kind, leaps: leaps))
      } catch {
        replicas.deinitialize(count: index)
        replicas.deallocate()
        throw error
      }
    }
    return replicas
  }

  // MARK: Phase two: what is due

  private mutating func handle(_ event: Event) throws {
    switch event.kind {
    case .wake:
      let replica = Int(event.replica)
      if replicas[replica].wakeVersion != event.version { return }
      ledger.pointee.events += 1
      try settle(replica, steps: replicas[replica].span.count)
      becomesReady(replica)
    case .arrival:
      ledger.pointee.events += 1
      let arrival = pending!
      pending = nil
      _ = try admit(arrival)
      if options.concurrency == nil { try pull() }
    case .sample:
      ledger.pointee.observer?.sampled(snapshot(at: now))
      if let bin = options.seriesBin { events.schedule(Event(kind: .sample), at: now + bin, rank: Self.sampleRank) }
    }
  }

  /// Books what a replica has done and collects the requests that ended.
  mutating func settle(_ index: Int, steps: Int) throws {
    replicas[index].settle(steps: steps, requests.rows, ledger)
    for position in 0..<replicas[index].startedCount {
      board.pointee.started(requests.rows[Int(replicas[index].started[position])])
    }
    for position in 0..<replicas[index].endedCount {
      let slot = replicas[index].ended[position]
      let end = Instant(picoseconds: replicas[index].span.start.picoseconds + replicas[index].span.length(steps))
      let row = requests.rows[Int(slot)]
      board.pointee.ended(row)
      ledger.pointee.finished += 1
      ledger.pointee.note(.finished, request: row.id, detail: replicas[index].totals.iterations, time: end)
      ledger.pointee.observer?.requestFinished(
        RequestRecord(
          request: row.id, replica: index, promptTokens: Int(row.promptTokens), outputTokens: Int(row.outputTokens),
          cachedTokens: Int(row.cachedTokens), preemptions: Int(row.preemptions), arrival: row.arrival,
          firstScheduled: row.firstScheduled, firstToken: row.firstToken, finish: end))
      requests.remove(slot)
      if options.concurrency != nil { try pullClosed() }
    }
  }

  /// Routes a request and puts it into a queue, or turns it away. Tells whether it was taken.
  private mutating func admit(_ arrival: Arrival) throws -> Bool {
    try Self.check(arrival)
    let id = nextID
    nextID += 1
    ledger.pointee.arrived += 1
    ledger.pointee.promptTokens += arrival.promptTokens
    var row = Request(id: id, arrival: now, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens)
    row.predictedOutputTokens = prediction(of: arrival.outputTokens, request: id)
    let facts = ArrivalFacts(
      id: id, time: now, promptTokens: arrival.promptTokens,
      predictedOutputTokens: row.predictedOutputTokens < 0 ? nil : Int(row.predictedOutputTokens))
    let replica = router.route(facts, ClusterView(UnsafePointer(board)))
    guard replica >= 0 && replica < replicaCount else {
      throw BrokenInvariant("the router chose replica \(replica) of \(replicaCount)", time: now)
    }
    if let reason = replicas[replica].rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens) {
      ledger.pointee.rejected[Int(reason.rawValue)] += 1
      ledger.pointee.note(.rejected, request: id, detail: Int(reason.rawValue), time: now)
      ledger.pointee.observer?.requestRejected(
        request: id, arrival: now, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens, reason: reason)
      return false
    }
    ledger.pointee.note(.arrived, request: id, detail: replica, time: now)
    board.pointee.sent(&row, to: replica)
    let slot = requests.insert(row)
    replicas[replica].enqueue(slot, requests.rows)
    if !replicas[replica].isBusy {
      becomesReady(replica)
    } else if replicas[replica].cutLeap(now: now) {
      try scheduleWake(replica)
    }
    return true
  }

  private func prediction(of outputTokens: Int, request: Int) -> Int32 {
    switch options.predictor {
    case .none: return -1
    case .oracle: return Int32(outputTokens)
    case .noisy(let deviation):
      var stream = RandomStream(seed: options.seed, name: "predictor", substream: UInt64(request))
      let factor = exp(stream.normal() * deviation)
      return Int32(min(Double(Self.mostTokens), max(1, (Double(outputTokens) * factor).rounded())))
    }
  }

  // MARK: Phase three: what became possible

  private mutating func becomesReady(_ replica: Int) {
    var place = ready.count
    while place > 0 && ready[place - 1] > Int32(replica) { place -= 1 }
    if place > 0 && ready[place - 1] == Int32(replica) { return }
    ready.insert(Int32(replica), at: place)
  }

  private mutating func startReady() throws {
    for index in 0..<ready.count {
      let replica = Int(ready[index])
      try replicas[replica].plan(now: now, requests.rows, ledger)
      if replicas[replica].isBusy { try scheduleWake(replica) }
    }
    ready.removeAll(keepingCapacity: true)
  }

  private mutating func scheduleWake(_ replica: Int) throws {
    let (end, overflow) = replicas[replica].span.start.picoseconds.addingReportingOverflow(
      replicas[replica].span.length(replicas[replica].span.count))
    if overflow || end < 0 { throw InputError("simulated time passes 106 days", remedy: "set a horizon, or a shorter load") }
    replicas[replica].wakeVersion &+= 1
    events.schedule(
      Event(kind: .wake, replica: Int32(replica), version: replicas[replica].wakeVersion), at: Instant(picoseconds: end),
      rank: replica)
  }

  // MARK: The load

  private mutating func pullFirst() throws {
    guard let concurrency = options.concurrency else { return try pull() }
    for _ in 0..<concurrency where !sourceIsDry { try pullClosed() }
    // All of them are admitted at the start, before any replica plans.
    if !ready.isEmpty { try startReady() }
  }

  private mutating func pull() throws {
    guard let arrival = try source.next() else { return }
    if arrival.time < now { throw InputError("request \(nextID) arrives before the one in front of it", remedy: "sort the trace") }
    pending = arrival
    events.schedule(Event(kind: .arrival), at: arrival.time, rank: Self.arrivalRank)
  }

  /// In a closed loop the next request comes the moment a place is free; one that is turned away leaves its place free.
  private mutating func pullClosed() throws {
    while !sourceIsDry {
      guard let arrival = try source.next() else {
        sourceIsDry = true
        return
      }
      if try admit(arrival) { return }
    }
  }

  /// The most tokens of one request, prompt or output, that the engine counts with.
  static var mostTokens: Int { 100_000_000 }

  private static func check(_ arrival: Arrival) throws {
    for (name, tokens) in [("prompt", arrival.promptTokens), ("output", arrival.outputTokens)]
    where tokens < 1 || tokens > mostTokens {
      throw InputError("a request with \(tokens) \(name) tokens", remedy: "between 1 and \(mostTokens)")
    }
  }
}
