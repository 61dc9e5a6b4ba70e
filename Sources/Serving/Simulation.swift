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
  /// The end of the iterations a replica has under way, unless they were cut short since.
  private struct Wake: BitwiseCopyable {
    var replica: Int32
    var version: UInt32
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
  private var wakes = EventQueue<Wake>()
  var now = Instant.start
  /// The next request of an open loop, and when it comes; there is never more than one.
  private var pending: Arrival?
  private var nextArrival = Instant.never
  private var nextSample = Instant.never
  var nextID = 0
  private var sourceIsDry = false
  /// Replicas that are idle and may have something to start, ascending.
  private var ready: ReadyReplicas

  /// A cluster with nothing in it yet, and the load it will get.
  ///
  /// - Throws: ``InputError`` for names that do not exist and limits that do not fit each other.
  public init(
    cluster: ClusterConfiguration, source: any ArrivalSource, options: SimulationOptions, observer: (any Observer)? = nil
  ) throws {
    try Self.check(cluster)
    try Self.check(options)
    let kinds = cluster.pools.enumerated().flatMap { pool, kind in (0..<kind.replicas).map { _ in (pool, kind.replica) } }
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
    ready = ReadyReplicas(capacity: kinds.count)
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
    // Handed down as an argument: read from the books at each event it would be retained and released each time.
    let observer = ledger.pointee.observer
    try pullFirst()
    if let bin = options.seriesBin { scheduleSample(after: bin) }
    while hasWork {
      let next = min(wakes.nextTime, nextArrival, nextSample)
      if next > options.horizon { break }
      now = next
      while try handleNext(observer) {}
      if ready.count > 0 { try startReady() }
      if options.checksEveryInstant { try checkConservation() }
    }
    return try close(at: hasWork ? options.horizon : now)
  }

  /// Whether anything is in flight or still to come. A time series alone keeps no run alive.
  private var hasWork: Bool { requests.count > 0 || nextArrival != .never }

  /// Replicas of a whole cluster; more would only fill memory.
  private static var mostReplicas: Int { 65_536 }

  private static func check(_ cluster: ClusterConfiguration) throws {
    var total = 0
    for pool in cluster.pools {
      if pool.replicas < 0 || pool.replicas > mostReplicas {
        throw InputError("pool '\(pool.name)' has \(pool.replicas) replicas", remedy: "between 0 and \(mostReplicas)")
      }
      total += pool.replicas
    }
    if total < 1 || total > mostReplicas {
      throw InputError("the cluster has \(total) replicas", remedy: "between 1 and \(mostReplicas)")
    }
  }

  private static func check(_ options: SimulationOptions) throws {
    if let concurrency = options.concurrency, concurrency < 1 || concurrency >= StepHeap.slotLimit {
      throw InputError("a concurrency of \(concurrency)", remedy: "between 1 and \(StepHeap.slotLimit - 1)")
    }
    if let bin = options.seriesBin, bin.picoseconds < 1 { throw InputError("a series bin of no length", remedy: "above zero") }
    if options.horizon < .start { throw InputError("a horizon before the start of the run", remedy: "zero or later") }
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

  /// Handles the first thing due now: an iteration that ends, else an arrival, else a sample. Tells whether there was one.
  ///
  /// Ends come before arrivals whenever they were scheduled, for a loop that leaps schedules them earlier than one that
  /// steps; among ends the replica's number decides.
  private mutating func handleNext(_ observer: (any Observer)?) throws -> Bool {
    if wakes.nextTime == now {
      let wake = wakes.removeNext()
      let replica = Int(wake.replica)
      if replicas[replica].wakeVersion != wake.version { return true }
      ledger.pointee.events += 1
      try settle(replica, steps: replicas[replica].span.count, observer)
      ready.insert(replica)
    } else if nextArrival == now, let arrival = pending.take() {
      ledger.pointee.events += 1
      _ = try admit(arrival)
      try pull()
    } else if nextSample == now, let bin = options.seriesBin {
      observer?.sampled(snapshot(at: now, plansAreMade: false))
      scheduleSample(after: bin)
    } else {
      return false
    }
    return true
  }

  /// Books what a replica has done and collects the requests that ended.
  mutating func settle(_ index: Int, steps: Int, _ observer: (any Observer)?) throws {
    replicas[index].settle(steps: steps, requests.rows, ledger, observer)
    let replica = replicas + index
    for position in 0..<replica.pointee.startedCount {
      board.pointee.started(requests.rows + Int(replica.pointee.started[position]))
    }
    if replica.pointee.endedCount == 0 { return }
    let end = replica.pointee.span.end(of: steps)
    for position in 0..<replica.pointee.endedCount {
      let slot = replica.pointee.ended[position]
      collect(requests.rows + Int(slot), from: index, end: end, observer)
      requests.remove(slot)
      if options.concurrency != nil { try pullClosed() }
    }
  }

  /// Tells the world of a request that has ended.
  private mutating func collect(_ row: UnsafePointer<Request>, from index: Int, end: Instant, _ observer: (any Observer)?) {
    board.pointee.ended(row)
    ledger.pointee.finished += 1
    ledger.pointee.note(.finished, request: row.pointee.id, detail: replicas[index].totals.iterations, time: end)
    observer?.requestFinished(
      RequestRecord(
        request: row.pointee.id, replica: index, promptTokens: Int(row.pointee.promptTokens),
        outputTokens: Int(row.pointee.outputTokens), cachedTokens: Int(row.pointee.cachedTokens),
        preemptions: Int(row.pointee.preemptions), arrival: row.pointee.arrival, firstScheduled: row.pointee.firstScheduled,
        firstToken: row.pointee.firstToken, finish: end))
  }

  /// Routes a request and puts it into a queue, or turns it away. Tells whether it was taken.
  private mutating func admit(_ arrival: Arrival) throws -> Bool {
    try Self.check(arrival)
    let id = nextID
    nextID += 1
    ledger.pointee.arrived += 1
    ledger.pointee.promptTokens += arrival.promptTokens
    let predicted = prediction(of: arrival.outputTokens, request: id)
    let facts = ArrivalFacts(
      id: id, time: now, promptTokens: arrival.promptTokens,
      predictedOutputTokens: predicted < 0 ? nil : Int(predicted))
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
    if requests.count + 1 >= StepHeap.slotLimit {
      throw InputError(
        "\(requests.count) requests are in flight", remedy: "the load is far beyond the cluster: limit it, or set a horizon")
    }
    let slot = requests.insert(
      Request(
        id: id, arrival: now, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens,
        predictedOutputTokens: predicted))
    board.pointee.sent(requests.rows + Int(slot), to: replica)
    replicas[replica].enqueue(slot, requests.rows)
    if !replicas[replica].isBusy {
      ready.insert(replica)
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
      return Int32(min(Double(Arrival.maximumTokens), max(1, (Double(outputTokens) * factor).rounded())))
    }
  }

  // MARK: Phase three: what became possible

  private mutating func startReady() throws {
    for position in 0..<ready.count {
      let replica = ready[position]
      try replicas[replica].plan(now: now, requests.rows, ledger)
      if replicas[replica].isBusy { try scheduleWake(replica) }
    }
    ready.removeAll()
  }

  private mutating func scheduleWake(_ replica: Int) throws {
    let (end, overflow) = replicas[replica].span.start.picoseconds.addingReportingOverflow(
      replicas[replica].span.length(replicas[replica].span.count))
    if overflow || end < 0 { throw InputError("simulated time passes 106 days", remedy: "set a horizon, or a shorter load") }
    replicas[replica].wakeVersion &+= 1
    wakes.schedule(
      Wake(replica: Int32(replica), version: replicas[replica].wakeVersion), at: Instant(picoseconds: end), rank: replica)
  }

  private mutating func scheduleSample(after bin: Duration) {
    let (time, overflow) = now.picoseconds.addingReportingOverflow(bin.picoseconds)
    nextSample = overflow ? .never : Instant(picoseconds: time)
  }

  // MARK: The load

  private mutating func pullFirst() throws {
    guard let concurrency = options.concurrency else { return try pull() }
    for _ in 0..<concurrency where !sourceIsDry { try pullClosed() }
    // All of them are admitted at the start, before any replica plans.
    if ready.count > 0 { try startReady() }
  }

  private mutating func pull() throws {
    pending = try source.next()
    nextArrival = pending?.time ?? .never
    if pending != nil && nextArrival == .never {
      throw InputError("request \(nextID) arrives later than 106 days", remedy: "a run is no longer than that")
    }
    if nextArrival < now { throw InputError("request \(nextID) arrives before the one in front of it", remedy: "sort the trace") }
  }

  /// In a closed loop the next request comes the moment a place is free; one that is turned away leaves its place free.
  private mutating func pullClosed() throws {
    for _ in 0..<Self.mostRejectedInARow {
      guard !sourceIsDry, let arrival = try source.next() else {
        sourceIsDry = true
        return
      }
      if try admit(arrival) { return }
    }
    throw InputError(
      "\(Self.mostRejectedInARow) requests in a row can never be served", remedy: "compare their lengths with the replica's limits")
  }

  private static var mostRejectedInARow: Int { 1_000_000 }

  private static func check(_ arrival: Arrival) throws {
    if arrival.promptTokens < 1 || arrival.promptTokens > Arrival.maximumTokens {
      throw InputError("a request with \(arrival.promptTokens) prompt tokens", remedy: "between 1 and \(Arrival.maximumTokens)")
    }
    if arrival.outputTokens < 1 || arrival.outputTokens > Arrival.maximumTokens {
      throw InputError("a request with \(arrival.outputTokens) output tokens", remedy: "between 1 and \(Arrival.maximumTokens)")
    }
  }
}
