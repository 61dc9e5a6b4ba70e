import Kernel
import Record
import Workload

/// The simulated cluster and its main loop.
///
/// Three phases an instant: move the clock; do all that is due now — what was scheduled, by its ``WakeRank``, then arrivals,
/// then the sampling of the time series; then start what became possible, engine by engine. Order never depends on memory
/// addresses, on hashing, or on whether the loop leaps.
///
/// What every cluster has is the ``ClusterState``. What a cluster may lack is a part of its own, in a box that is empty then;
/// the loop calls it at a few places: when a request is placed, when iterations have ended, when an engine has planned, and for
/// wakes of its own.
public struct Simulation: ~Copyable {
  var state: ClusterState
  var placement: Placement
  var arrivals: Arrivals
  /// What hands KV over between replicas.
  var transfers: Box<KVTransfers>
  /// What replicas are there, where that changes.
  var availability: Box<Availability>
  private var nextSample = Instant.never

  /// A cluster with nothing in it yet, and the load it will get.
  ///
  /// - Throws: ``InputError`` for names that do not exist and limits that do not fit each other.
  public init(
    cluster: ClusterConfiguration, source: any ArrivalSource, options: SimulationOptions, observer: (any Observer)? = nil
  ) throws {
    try cluster.check()
    try options.check()
    try cluster.check(promptBlockTokens: options.promptBlockTokens)
    try cluster.check(classes: options.classes)
    try cluster.check(adapters: options.adapters)
    try cluster.check(images: options.images)
    let replicas = ReplicaList(cluster)
    let placement = try Placement(cluster, seed: options.seed, handsOver: cluster.handsOver)
    let keepsIndex = placement.readsPrefixes && cluster.sharesPrompts
    let transfers: Box<KVTransfers> = cluster.handsOver ? Box(try KVTransfers.make(cluster, replicas)) : .empty
    let board = try LoadBoard.make(cluster, replicas)
    let engines = try EngineList.make(cluster, replicas, options, keepsIndex: keepsIndex)
    self.placement = placement
    self.transfers = transfers
    state = ClusterState(
      cluster, options, replicas, engines: engines,
      shared: SharedState.make(cluster, replicas, options, keepsIndex: keepsIndex, observer: observer),
      view: ClusterView(board, promptBlockTokens: options.promptBlockTokens))
    availability = cluster.isSteady ? .empty : Box(Availability(cluster, replicas: replicas.count))
    arrivals = Arrivals(source)
  }

  /// Runs to the end of the load, or to the horizon.
  ///
  /// - Throws: ``InputError`` from the source of arrivals, ``BrokenInvariant`` for a fault of ours or of a policy.
  public mutating func run() throws -> RunOutcome {
    // Handed down as an argument: read from the ledger at each event it would be retained and released each time.
    let observer = state.shared.value.ledger.observer
    if !availability.isEmpty {
      scheduleScaling()
      scheduleFailures()
    }
    try pullFirst()
    if let bin = state.options.seriesBin { scheduleSample(after: bin) }
    while hasWork {
      let next = min(state.wakes.nextTime, arrivals.next, nextSample)
      if next > state.options.horizon || !somethingIsToCome { break }
      state.now = next
      try handleAllDue(observer)
      if state.ready.count > 0 { try startReady() }
      if !transfers.isEmpty && !transfers.value.starving.isEmpty { transfers.value.scheduleRelief(&state) }
      if state.options.checksEveryInstant { try checkConservation() }
    }
    if hasWork && !somethingIsToCome { try checkNothingIsStuck() }
    return try close(at: hasWork && somethingIsToCome ? state.options.horizon : state.now)
  }

  /// Whether anything is in flight or still to come. A time series alone keeps no run alive.
  private var hasWork: Bool { inFlight > 0 || arrivals.next != .never }

  /// Requests that have arrived and not ended.
  var inFlight: Int { state.shared.value.requests.count + state.parked.arrived.count }

  /// Whether anything is scheduled but samples. Where all replicas are closed for good, requests are left without an end.
  private var somethingIsToCome: Bool { min(state.wakes.nextTime, arrivals.next) != .never }

  // MARK: Phase two: what is due

  /// Handles what is due now, one after the other: something scheduled, else an arrival, else a sample.
  @inline(__always) private mutating func handleAllDue(_ observer: (any Observer)?) throws {
    while true {
      if state.wakes.nextTime == state.now {
        let wake = state.wakes.removeNext()
        if case .iterationsEnd(let engine, let version) = wake {
          try iterationsEnd(Int(engine), version: version, observer)
        } else {
          try handle(wake, observer)
        }
      } else if arrivals.next == state.now {
        try arrive()
      } else if nextSample == state.now, let bin = state.options.seriesBin {
        observer?.receive(.sampled(snapshot(at: state.now, plansAreMade: false)))
        scheduleSample(after: bin)
      } else {
        return
      }
    }
  }

  /// Takes the arrival in that is due and looks for the next one.
  @inline(never) private mutating func arrive() throws {
    state.shared.value.ledger.events += 1
    var isTaken = true
    if let arrival = arrivals.take() { isTaken = try admit(arrival) }
    try arrivals.moveOn(now: state.now)
    // In a closed loop only turns come at their times, and one that is turned away ends its task.
    if !isTaken && state.options.concurrency != nil { try pullClosed() }
  }

  /// Handles the end of iterations, unless they were cut short since it was scheduled.
  @inline(__always) private mutating func iterationsEnd(_ engine: Int, version: UInt32, _ observer: (any Observer)?) throws {
    if state.engines[engine].run.version != version { return }
    state.shared.value.ledger.events += 1
    try settle(engine, steps: state.engines[engine].run.span.count, observer)
    state.ready.insert(engine)
    if state.sharesPool(engine) { try blocksCameFree(beside: engine) }
  }

  /// Lets the other engines of a replica go on that wait for blocks of the pool which they share with `engine`.
  @inline(never) private mutating func blocksCameFree(beside engine: Int) throws {
    state.wakeSharers(of: engine)
    if transfers.isEmpty { return }
    for other in state.replicas.engines(of: state.replica(of: engine)) where other != engine {
      try transfers.value.serveThoseAwaitingRoom(at: other, &state)
    }
  }

  /// Handles what was scheduled, other than the end of iterations.
  @inline(never) private mutating func handle(_ wake: Wake, _ observer: (any Observer)?) throws {
    switch wake {
    case .iterationsEnd(let engine, let version): try iterationsEnd(Int(engine), version: version, observer)
    case .delivery(let slot): try deliver(slot, at: state.now, observer)
    case .entry(let slot): try passedFrontEnd(slot, observer)
    case .transferReady(let slot, let version): try transfers.value.isReady(slot, version: version, &state, &placement)
    case .transferArrived(let number, let generation): try transfers.value.arrived(number, generation: generation, &state)
    case .flowEnds(let version): try transfers.value.flowsEnd(version: version, &state)
    case .change(let number): try change(availability.value.take(number), observer)
    case .scaling(let pool): try scale(Int(pool))
    case .adapterLoaded(let engine): state.adapterLoaded(Int(engine))
    case .relief(let engine): try transfers.value.relieve(Int(engine), &state)
    }
  }

  // MARK: Phase three: what became possible

  mutating func startReady() throws {
    for position in 0..<state.ready.count {
      let engine = state.ready[position]
      if state.hasPipelines { state.willTakeBlocks(engine) }
      if try state.engines.plan(engine, now: state.now, &state.shared) {
        if !state.rests.isEmpty { state.endRest(of: engine) }
        try state.scheduleEnd(of: engine)
      } else {
        try state.awaitAdapter(engine)
      }
      if state.hasPipelines { state.hasTakenBlocks(engine) }
      if !transfers.isEmpty { try transfers.value.planned(engine, &state) }
    }
    state.ready.removeAll()
  }

  private mutating func scheduleSample(after bin: Duration) {
    let (time, overflow) = state.now.picoseconds.addingReportingOverflow(bin.picoseconds)
    nextSample = overflow ? .never : Instant(picoseconds: time)
  }
}
