import Kernel
import Record

/// The engines of a run, what is outstanding at them, and what is to come: all that every part of the simulation works on.
///
/// Features that a cluster may lack (transfers of KV, failures, scaling) keep what is theirs in types of their own, beside it.
struct ClusterState: ~Copyable {
  let cluster: ClusterConfiguration
  let options: SimulationOptions
  let replicas: ReplicaList
  /// Whether any replica shares prompts.
  let sharesPrompts: Bool
  var engines: EngineList
  var shared: Box<SharedState>
  /// What routers see.
  var view: ClusterView
  /// Requests sent to each engine and not answered.
  var outstanding: Column<Int>
  /// When the front end of each replica has served all that came so far.
  var frontEndFree: Column<Instant>
  var parked = ParkedRequests()
  var wakes = EventQueue<Wake>()
  var now = Instant.start
  /// How long replicas have been at rest.
  var rests: RestLog
  /// Engines that are idle and may have something to start, ascending.
  var ready = ReadyEngines()
  /// Draws requests' adapters, where they ask for any.
  let adapterDraw: AdapterDraw?
  /// Images of the request at hand.
  var arrivingImages = 0
  /// Whether any replica is a pipeline of several engines: where none is, no engine is asked.
  let hasPipelines: Bool
  /// The most KV blocks that all micro-batches of each replica have used at once; noted where there are several.
  var peakBlocks: Column<Int>

  init(
    _ cluster: ClusterConfiguration, _ options: SimulationOptions, _ replicas: ReplicaList, engines: consuming EngineList,
    shared: consuming SharedState, view: consuming ClusterView
  ) {
    self.cluster = cluster
    self.options = options
    self.replicas = replicas
    sharesPrompts = cluster.sharesPrompts
    adapterDraw = options.adapters.map { AdapterDraw($0, seed: options.seed) }
    hasPipelines = cluster.pools.contains { $0.replica.pipeline != nil }
    outstanding = Column(repeating: 0, count: replicas.engines.count)
    frontEndFree = Column(repeating: .start, count: replicas.count)
    peakBlocks = Column(repeating: 0, count: replicas.count)
    rests = RestLog(cluster, replicas: replicas.count)
    self.engines = engines
    self.shared = Box(shared)
    self.view = view
  }

  // MARK: Replicas and engines

  /// The replica that an engine belongs to.
  @inline(__always) func replica(of engine: Int) -> Int { engines[engine].id.replica }

  /// The pool of a replica.
  @inline(__always) func pool(of replica: Int) -> PoolConfiguration { cluster.pools[replicas.pools[replica]] }

  /// The engine of a replica that takes its next request: the one with the fewest requests, the first of several.
  @inline(__always) func engine(of replica: Int) -> Int {
    let range = replicas.engines(of: replica)
    var best = range.lowerBound
    var index = best + 1
    while index < range.upperBound {
      if outstanding[index] < outstanding[best] { best = index }
      index += 1
    }
    return best
  }

  /// Whether a replica can ever hold a request, all its tokens.
  @inline(__always) func holds(_ slot: Slot, at replica: Int) -> Bool {
    let (prompt, output) = (shared.value.requests[history: slot].promptTokens, shared.value.requests[slot].outputTokens)
    return engines[replicas.firstEngine(of: replica)].rejection(promptTokens: Int(prompt), outputTokens: Int(output)) == nil
  }

  // MARK: Wakes

  /// Schedules something that is so long after `start`, behind all ends of iterations of its instant.
  ///
  /// - Throws: ``InputError`` where simulated time ends before.
  @inline(__always) mutating func schedule(_ wake: Wake, at start: Instant, after delay: Duration) throws {
    let (time, overflow) = start.picoseconds.addingReportingOverflow(delay.picoseconds)
    if overflow { throw InputError("simulated time passes 106 days", remedy: "shorter delays and latencies") }
    wakes.schedule(wake, at: Instant(picoseconds: time), rank: WakeRank.inTransit.value)
  }

  /// Schedules the end of what an engine has under way; what was scheduled of it before is void.
  @inline(__always) mutating func scheduleEnd(of engine: Int) throws {
    guard let (end, version) = engines[engine].run.announce() else {
      throw InputError("simulated time passes 106 days", remedy: "set a horizon, or a shorter load")
    }
    wakes.schedule(
      .iterationsEnd(engine: Int32(engine), version: version), at: end, rank: WakeRank.iterationsEnd(engine: engine).value)
  }

  /// Lets an engine see what has changed for it: it plans now if it is idle, or ends its leap early.
  mutating func wake(_ engine: Int, for cause: EngineRun.Cut) throws {
    if !engines[engine].run.isBusy { ready.insert(engine) } else { try cutLeap(of: engine, for: cause) }
  }

  /// Lets a leap end with the iteration under way, where it would go on longer.
  mutating func cutLeap(of engine: Int, for cause: EngineRun.Cut) throws {
    if engines[engine].cutLeap(now: now, for: cause) { try scheduleEnd(of: engine) }
  }

  // MARK: The way of a request into an engine

  /// Lets a request come into the queue of the engine it was sent to.
  @inline(__always) mutating func enter(_ slot: Slot) throws {
    let engine = Int(shared.value.requests[slot].engine)
    engines.enqueue(slot, at: engine, now: now, &shared.value)
    if !engines[engine].run.isBusy {
      ready.insert(engine)
    } else if engines[engine].cutLeapForArrival(now: now) {
      try scheduleEnd(of: engine)
    }
  }

  /// Sends a request through the front end of its replica, which serves those before it first.
  @inline(never) mutating func passFrontEnd(_ slot: Slot) throws {
    let engine = Int(shared.value.requests[slot].engine)
    let (service, delay) = (engines[engine].rules.frontEndService, engines[engine].rules.frontEndDelay)
    // The engines of a replica share one front end.
    let replica = replica(of: engine)
    let start = max(now, frontEndFree[replica])
    shared.value.requests[slot].move(to: .atFrontEnd)
    try schedule(.entry(slot), at: start, after: service + delay)
    frontEndFree[replica] = start + service
  }
}
