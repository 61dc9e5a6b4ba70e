import Kernel
import Network
import Record

/// All KV that is handed over between the replicas of a cluster: what is under way, what waits for room, and the network.
///
/// KV stays at its source until the last byte has arrived, and blocks are kept for it at the destination before the first byte
/// is sent. Where there is no room it waits, first come first served.
struct KVTransfers: ~Copyable {
  let topology: NetworkTopology
  var network: FairNetwork
  var table = KVTransferTable()
  var totals = HandOverTotals()
  /// What waits for room, at each engine.
  var awaitingRoom: Column<TransferQueue>
  /// Engines of a mixed pool that may lack memory now while KV is there that is to leave.
  var starving: [Int] = []
  /// An engine of each pool that takes hand-overs, to ask whether a request fits there.
  let kinds: [Int]
  /// Whether replicas change their roles (``MixedPoolRule``).
  let mixes: Bool
  /// The end of a flow that is scheduled, and which of the wakes for it is meant.
  private var scheduledEnd = Instant.never
  private var version: UInt32 = 0

  private init(_ topology: NetworkTopology, kinds: [Int], mixes: Bool, engines: Int) {
    self.topology = topology
    self.kinds = kinds
    self.mixes = mixes
    network = FairNetwork(capacities: topology.capacities)
    awaitingRoom = Column(repeating: TransferQueue(), count: engines)
  }

  /// The transfers of a cluster, none under way.
  ///
  /// - Throws: ``InputError`` for pools that cannot hand over to each other.
  static func make(_ cluster: ClusterConfiguration, _ replicas: ReplicaList) throws -> KVTransfers {
    let topology = try cluster.networkTopology()
    try TransferRule.check(cluster, topology)
    let mixes = cluster.mixedPool != nil
    let kinds: [Int] = cluster.pools.indices.compactMap { pool in
      let takes = cluster.pools[pool].role.takesHandOvers || mixes
      return takes && cluster.pools[pool].replicas > 0 ? replicas.firstEngine(of: replicas.replicas(of: pool).lowerBound) : nil
    }
    return KVTransfers(topology, kinds: kinds, mixes: mixes, engines: replicas.engines.count)
  }

  /// Why a request that hands over can never be served, or nil: no replica needs to hold all of it but the last. What it has
  /// `produced` before a crash is computed like its prompt.
  func rejection(promptTokens: Int, outputTokens: Int, at engine: Int, produced: Int, _ state: borrowing ClusterState) -> RejectionReason? {
    if let reason = state.engines[engine].rejection(promptTokens: promptTokens, outputTokens: produced + 1) { return reason }
    var last: RejectionReason?
    for kind in kinds {
      last = state.engines[kind].rejection(promptTokens: promptTokens, outputTokens: outputTokens)
      if last == nil { return nil }
    }
    return last
  }

  /// Whether a request whose prompt is computed by an engine may be decoded elsewhere.
  @inline(__always) func mayHandOver(from engine: Int, _ state: borrowing ClusterState) -> Bool {
    mixes || state.cluster.pools[state.engines[engine].id.pool].role == .prefill
  }

  /// How the KV of a request leaves the replica that it was sent to.
  @inline(__always) func rule(of slot: Slot, _ state: borrowing ClusterState) -> HandOverConfiguration {
    state.cluster.pools[state.engines[Int(state.shared.value.requests[slot].engine)].id.pool].handOver
  }

  // MARK: The network

  /// Has the next end of a flow handled when it comes.
  mutating func scheduleNetwork(_ state: inout ClusterState) {
    let end = network.nextEnd
    if end == scheduledEnd { return }
    scheduledEnd = end
    version &+= 1
    if end == .never { return }
    // Behind all that is in transit at its instant, so that flows which begin then share the links already.
    state.wakes.schedule(.flowEnds(version: version), at: end, rank: WakeRank.change.value)
  }

  /// Handles flows that end now.
  mutating func flowsEnd(version: UInt32, _ state: inout ClusterState) throws {
    if version != self.version { return }
    while let number = network.removeEnded(now: state.now) {
      table[number].flow = -1
      // What is computed has arrived; the last layer follows.
      if table[number].prefillEnd == .never { continue }
      try state.schedule(
        .transferArrived(number, generation: table[number].generation), at: state.now, after: table[number].path.latency)
    }
    scheduleNetwork(&state)
  }

  /// Gives one direction of a link so many thousandths of its bandwidth from now on.
  mutating func changeBandwidth(of link: Int, permille: Int, _ state: inout ClusterState) {
    network.setCapacity(LinkFault.bandwidth(of: topology.capacities[link], permille: permille), of: Int32(link), now: state.now)
    scheduleNetwork(&state)
  }
}
