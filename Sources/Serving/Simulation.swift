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
  let options: SimulationOptions
  let cluster: ClusterConfiguration
  var source: any ArrivalSource
  private var router: any Router
  /// The replicas, lane by lane where one has several micro-batches in flight.
  let replicas: UnsafeMutablePointer<Replica>
  let replicaCount: Int
  /// The first lane of each replica.
  let firstLanes: [Int32]
  private let stageQueues: [UnsafeMutablePointer<StageQueue>]
  let prefixes: PrefixSharing
  let board: UnsafeMutablePointer<LoadBoard>
  let ledger: UnsafeMutablePointer<Ledger>
  var requests = RequestTable()
  var wakes = EventQueue<Wake>()
  var now = Instant.start
  /// The next request of an open loop, and when it comes; there is never more than one.
  var pending: Arrival?
  var nextArrival = Instant.never
  private var nextSample = Instant.never
  var nextID = 0
  var sourceIsDry = false
  /// What hands KV over between replicas; nil where none does.
  let desk: UnsafeMutablePointer<HandOverDesk>?
  /// Requests for which there was no replica to send them to, in order of arrival.
  var unplaced: [UnplacedRequest] = []
  /// Replicas that are idle and may have something to start, ascending.
  var ready: ReadyReplicas
  /// Lanes of a mixed pool that may lack memory now while KV lies there that is to leave.
  var starving: [Int] = []
  /// Which replicas are there, where that changes.
  var books: FailureBooks

  /// A cluster with nothing in it yet, and the load it will get.
  ///
  /// - Throws: ``InputError`` for names that do not exist and limits that do not fit each other.
  public init(
    cluster: ClusterConfiguration, source: any ArrivalSource, options: SimulationOptions, observer: (any Observer)? = nil
  ) throws {
    try Self.check(cluster)
    try Self.check(options)
    try Self.check(cluster, promptBlockTokens: options.promptBlockTokens)
    let lanes = LaneList(cluster)
    let routing = try RouterCatalog.router(named: cluster.router)
    if routing.readsPrefixes, let pool = cluster.pools.first(where: { $0.replica.microBatches > 1 }) {
      throw InputError(
        "the router '\(routing.name)' asks which replica holds a prompt, and in pool '\(pool.name)' each micro-batch has a cache of its own",
        remedy: "parallel.micro_batches: 1, or another router")
    }
    let router = try routing.init(
      Parameters(routing.parameters, given: cluster.routerParameters, policy: routing.name),
      stream: RandomStream(seed: options.seed, name: "router"))
    let prefixes = PrefixSharing(
      cluster, promptBlockTokens: options.promptBlockTokens, keepsIndex: routing.readsPrefixes,
      owners: lanes.lanes.map { Int32($0.number) })
    let desk = cluster.handsOver ? try HandOverDesk.make(cluster, lanes, seed: options.seed) : nil
    let (replicas, stageQueues) = try Self.build(cluster, lanes, options, prefixes)
    let prices = cluster.pools.map { WorkPrice($0.replica.costModel) }
    self.cluster = cluster
    self.source = source
    self.options = options
    self.router = router
    self.replicas = replicas
    self.desk = desk
    self.stageQueues = stageQueues
    ready = ReadyReplicas(capacity: lanes.lanes.count)
    replicaCount = lanes.lanes.count
    firstLanes = lanes.firstLanes
    self.prefixes = prefixes
    board = .allocate(capacity: 1)
    board.initialize(
      to: LoadBoard(
        promptSignal: routing.signal, decodeSignal: desk?.pointee.signal, roles: lanes.pools.map { cluster.pools[$0].role },
        prices: lanes.pools.map { prices[$0] }, owners: lanes.lanes.map { Int32($0.number) }, mixes: cluster.mixedPool != nil))
    ledger = .allocate(capacity: 1)
    ledger.initialize(to: Ledger(observer: observer))
    books = cluster.isSteady ? FailureBooks() : FailureBooks(replicas: lanes.pools.count, pools: cluster.pools.count)
  }

  deinit {
    replicas.deinitialize(count: replicaCount)
    replicas.deallocate()
    for stages in stageQueues {
      stages.deinitialize(count: 1)
      stages.deallocate()
    }
    board.deinitialize(count: 1)
    board.deallocate()
    ledger.deinitialize(count: 1)
    ledger.deallocate()
    desk?.deinitialize(count: 1)
    desk?.deallocate()
    prefixes.deallocate()
  }

  /// Runs to the end of the load, or to the horizon.
  ///
  /// - Throws: ``InputError`` from the source of arrivals, ``BrokenInvariant`` for a fault of ours or of a policy.
  public mutating func run() throws -> RunOutcome {
    // Handed down as an argument: read from the books at each event it would be retained and released each time.
    let observer = ledger.pointee.observer
    if !books.presence.isEmpty {
      scheduleScaling()
      scheduleFailures()
    }
    try pullFirst()
    if let bin = options.seriesBin { scheduleSample(after: bin) }
    while hasWork {
      let next = min(wakes.nextTime, nextArrival, nextSample)
      if next > options.horizon || !somethingIsToCome { break }
      now = next
      while try handleNext(observer) {}
      if ready.count > 0 { try startReady() }
      if !starving.isEmpty { scheduleRelief() }
      if options.checksEveryInstant { try checkConservation() }
    }
    if hasWork && !somethingIsToCome { try checkNothingIsStuck() }
    return try close(at: hasWork && somethingIsToCome ? options.horizon : now)
  }

  /// Whether anything is in flight or still to come. A time series alone keeps no run alive.
  private var hasWork: Bool { requests.count + unplaced.count > 0 || nextArrival != .never }

  /// Whether anything is scheduled but samples. Where all replicas are closed for good, requests are left without an end.
  private var somethingIsToCome: Bool { min(wakes.nextTime, nextArrival) != .never }

  /// Replicas of a whole cluster; more would only fill memory.
  static var mostReplicas: Int { 65_536 }

  private static func check(_ cluster: ClusterConfiguration) throws {
    var total = 0
    for pool in cluster.pools {
      if pool.replicas < 0 || pool.replicas > mostReplicas {
        throw InputError("pool '\(pool.name)' has \(pool.replicas) replicas", remedy: "between 0 and \(mostReplicas)")
      }
      total += pool.replicas * pool.replica.microBatches
    }
    if total < 1 || total > mostReplicas {
      throw InputError("the cluster has \(total) replicas", remedy: "between 1 and \(mostReplicas)")
    }
    let roles = cluster.pools.filter { $0.replicas > 0 }.map(\.role)
    if !roles.contains(where: \.takesPrompts) {
      throw InputError("no pool computes prompts", remedy: "a pool with role: prefill or role: both")
    }
    if roles.contains(.decode) && !roles.contains(.prefill) {
      throw InputError("no pool hands over to the decode pools", remedy: "a pool with role: prefill")
    }
    try cluster.mixedPool?.check(cluster)
    try cluster.failures.check(in: cluster)
    for pool in cluster.pools { try pool.scaling?.check(pool: pool.name, replicas: pool.replicas) }
  }

  /// Prompts are shared by whole blocks, so a block of the load must be a whole number of the replica's.
  private static func check(_ cluster: ClusterConfiguration, promptBlockTokens: Int?) throws {
    guard let tokens = promptBlockTokens else { return }
    for pool in cluster.pools where pool.replica.rules.prefixCaching && pool.replica.blockTokens > 0 {
      if tokens % pool.replica.blockTokens != 0 {
        throw InputError(
          "the load's prompt blocks of \(tokens) tokens are no whole number of blocks of pool '\(pool.name)'",
          remedy: "a block_tokens that divides \(tokens), or prefix_caching: false")
      }
    }
  }

  private static func check(_ options: SimulationOptions) throws {
    if let concurrency = options.concurrency, concurrency < 1 || concurrency >= StepHeap.slotLimit {
      throw InputError("a concurrency of \(concurrency)", remedy: "between 1 and \(StepHeap.slotLimit - 1)")
    }
    if let bin = options.seriesBin, bin.picoseconds < 1 { throw InputError("a series bin of no length", remedy: "above zero") }
    if let tokens = options.promptBlockTokens, tokens < 1 {
      throw InputError("prompt blocks of \(tokens) tokens", remedy: "at least 1")
    }
    try RequestClass.check(options.classes)
    if options.horizon < .start { throw InputError("a horizon before the start of the run", remedy: "zero or later") }
  }

  private static func build(
    _ cluster: ClusterConfiguration, _ list: LaneList, _ options: SimulationOptions, _ prefixes: PrefixSharing
  ) throws -> (lanes: UnsafeMutablePointer<Replica>, stages: [UnsafeMutablePointer<StageQueue>]) {
    let replicas = UnsafeMutablePointer<Replica>.allocate(capacity: list.lanes.count)
    var stages: [UnsafeMutablePointer<StageQueue>] = []
    for (index, lane) in list.lanes.enumerated() {
      if let pipeline = lane.configuration.pipeline, lane.lane == 0 {
        stages.append(.allocate(capacity: 1))
        stages[stages.count - 1].initialize(to: StageQueue(pipeline))
      }
      let mayHandOver = cluster.mixedPool != nil || cluster.pools[lane.pool].role == .prefill
      let overlaps = mayHandOver && cluster.pools[lane.pool].handOver.mode != .serialized
      do {
        (replicas + index).initialize(
          to: try Replica(
            index: index, pool: lane.pool, lane.configuration, leaps: options.leaps, prefixes: prefixes, number: lane.number,
            lane: lane.lane, stages: lane.configuration.pipeline == nil ? nil : stages.last, overlapsHandOvers: overlaps))
      } catch {
        replicas.deinitialize(count: index)
        replicas.deallocate()
        for queue in stages {
          queue.deinitialize(count: 1)
          queue.deallocate()
        }
        throw error
      }
    }
    return (replicas, stages)
  }

  // MARK: Phase two: what is due

  /// Handles the first thing due now: an iteration that ends, else an arrival, else a sample. Tells whether there was one.
  ///
  /// Ends come before arrivals whenever they were scheduled, for a loop that leaps schedules them earlier than one that
  /// steps; among ends the replica's number decides.
  private mutating func handleNext(_ observer: (any Observer)?) throws -> Bool {
    if wakes.nextTime == now {
      let wake = wakes.removeNext()
      if wake.kind != .iterationsEnd {
        try arrive(wake, observer)
        return true
      }
      let replica = Int(wake.index)
      if replicas[replica].wakeVersion != wake.version { return true }
      ledger.pointee.events += 1
      try settle(replica, steps: replicas[replica].span.count, observer)
      ready.insert(replica)
    } else if nextArrival == now, let arrival = pending.take() {
      ledger.pointee.events += 1
      _ = try admit(arrival)
      try pull()
    } else if nextSample == now, let bin = options.seriesBin {
      observer?.receive(.sampled(snapshot(at: now, plansAreMade: false)))
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
    if desk != nil { try settleHandOvers(index, end: replica.pointee.span.end(of: steps)) }
    if replica.pointee.endedCount == 0 { return }
    let end = replica.pointee.span.end(of: steps)
    for position in 0..<replica.pointee.endedCount {
      let slot = replica.pointee.ended[position]
      ledger.pointee.note(
        .finished, request: requests.rows[Int(slot)].id, detail: replica.pointee.totals.iterations, time: end)
      if replica.pointee.rules.deliveryDelay.picoseconds == 0 {
        try deliver(slot, at: end, observer)
      } else {
        try schedule(.delivery, slot, at: end, after: replica.pointee.rules.deliveryDelay)
      }
    }
  }

  /// Routes a request and puts it into a queue, or turns it away. Tells whether it was taken.
  mutating func admit(_ arrival: Arrival) throws -> Bool {
    try Self.check(arrival)
    let id = nextID
    nextID += 1
    ledger.pointee.arrived += 1
    ledger.pointee.promptTokens += arrival.promptTokens
    let request = UnplacedRequest(id: id, time: now, predicted: prediction(of: arrival.outputTokens, request: id), arrival: arrival)
    if !board.pointee.takesPrompts {
      unplaced.append(request)
      return true
    }
    return try place(request)
  }

  /// Sends a request to a replica, or turns it away. Tells whether it was taken.
  mutating func place(_ request: UnplacedRequest) throws -> Bool {
    let arrival = request.arrival
    let facts = ArrivalFacts(
      id: request.id, time: request.time, promptTokens: arrival.promptTokens,
      predictedOutputTokens: request.predicted < 0 ? nil : Int(request.predicted))
    if prefixes.areCached { try readPrompt(of: arrival, request: request.id) }
    let replica = try chooseLane(facts)
    let handsOver = mayHandOver(from: replica)
    if let reason = rejection(of: arrival, at: replica, handsOver: handsOver) {
      board.pointee.settleRole(of: replicas[replica].number)
      ledger.pointee.reject(request.id, arrival, at: request.time, reason)
      return false
    }
    ledger.pointee.note(.arrived, request: request.id, detail: replica, time: now)
    if requests.count + 1 >= StepHeap.slotLimit {
      throw InputError(
        "\(requests.count) requests are in flight", remedy: "the load is far beyond the cluster: limit it, or set a horizon")
    }
    let slot = requests.insert(
      Request(
        id: request.id, arrival: request.time, promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens,
        predictedOutputTokens: request.predicted))
    requests.rows[Int(slot)].replica = Int32(replica)
    if !options.classes.isEmpty { classify(requests.rows + Int(slot)) }
    replicas[replica].outstanding += 1
    board.pointee.sent(requests.rows + Int(slot), to: replicas[replica].number, handsOver: handsOver)
    if handsOver { try prepareHandOver(slot) }
    if prefixes.areCached { replicas[replica].keep(prefixes.chain.pointee.identities, of: requests.rows + Int(slot)) }
    if replicas[replica].rules.entersAtOnce { try enter(slot) } else { try passDoor(slot) }
    return true
  }

  /// The lane to which the router sends a request.
  mutating func chooseLane(_ facts: ArrivalFacts) throws -> Int {
    lane(of: cluster.mixedPool == nil ? try choose(.prompt, facts) : try choosePromptReplica(facts))
  }

  /// The replica of a set that the prompt router chooses.
  mutating func choose(_ set: CandidateSet, _ facts: ArrivalFacts) throws -> Int {
    let chosen = router.route(facts, ClusterView(UnsafePointer(board), prefixes, set))
    guard chosen >= 0 && chosen < firstLanes.count && board.pointee.isOpen(set, chosen) else {
      throw BrokenInvariant("the router chose replica \(chosen) of \(firstLanes.count), which is no candidate", time: now)
    }
    return chosen
  }

  /// The lane of a replica that takes its next request: the one with the fewest requests, the first of several.
  func lane(of replica: Int) -> Int {
    let lanes = lanes(of: replica)
    var best = lanes.lowerBound
    var index = best + 1
    while index < lanes.upperBound {
      if replicas[index].outstanding < replicas[best].outstanding { best = index }
      index += 1
    }
    return best
  }

  /// The lanes of a replica.
  func lanes(of replica: Int) -> Range<Int> {
    Int(firstLanes[replica])..<(replica + 1 < firstLanes.count ? Int(firstLanes[replica + 1]) : replicaCount)
  }

  /// The replicas of a pool, numbered through the pools.
  func replicaNumbers(of pool: Int) -> Range<Int> {
    let first = cluster.pools[..<pool].reduce(0) { $0 + $1.replicas }
    return first..<(first + cluster.pools[pool].replicas)
  }

  // MARK: Phase three: what became possible

  mutating func startReady() throws {
    for position in 0..<ready.count {
      let replica = ready[position]
      try replicas[replica].plan(now: now, requests.rows, ledger)
      if replicas[replica].isBusy { try scheduleWake(replica) }
      noteStarving(replica, hasPlanned: true)
      if desk != nil && !replicas[replica].awaitingRoom.isEmpty { try serveThoseAwaitingRoom(replica) }
      if replicas[replica].overlapsHandOvers && replicas[replica].chunkCount > 0 { try scheduleOverlaps(replica) }
    }
    ready.removeAll()
  }

  mutating func scheduleWake(_ replica: Int) throws {
    let (end, overflow) = replicas[replica].span.start.picoseconds.addingReportingOverflow(
      replicas[replica].span.length(replicas[replica].span.count))
    if overflow || end < 0 { throw InputError("simulated time passes 106 days", remedy: "set a horizon, or a shorter load") }
    replicas[replica].wakeVersion &+= 1
    wakes.schedule(
      Wake(.iterationsEnd, Int32(replica), version: replicas[replica].wakeVersion), at: Instant(picoseconds: end), rank: replica)
  }

  private mutating func scheduleSample(after bin: Duration) {
    let (time, overflow) = now.picoseconds.addingReportingOverflow(bin.picoseconds)
    nextSample = overflow ? .never : Instant(picoseconds: time)
  }
}
