import Kernel
import Record
import Workload

/// Replicas that crash, come back, and run slowly for a while, and links that are lost or slow.
///
/// Changes are handled after all iterations that end at their instant and all that is on its way, and before all that arrive at
/// it. What a crash takes from a replica is retried elsewhere: the tokens that a client has seen stay, and all KV is computed
/// anew.
extension Simulation {
  /// Schedules the beginnings and ends of all faults, and draws the first crash of each replica that fails by chance.
  mutating func scheduleFailures() {
    scheduleLinkFailures()
    // In order of time: a slowdown may begin as another ends.
    for fault in state.cluster.failures.faults.sorted(by: { $0.start < $1.start }) {
      for replica in fault.replicas {
        let (first, last): (ClusterChange.Kind, ClusterChange.Kind) =
          switch fault.effect {
          case .crash: (.crash(isFinal: fault.length == nil), .recovery)
          case .slowdown(let permille): (.speed(permille: permille), .speed(permille: 1000))
          }
        schedule(first, of: replica, at: fault.start)
        if fault.end != .never { schedule(last, of: replica, at: fault.end) }
      }
    }
    for faults in state.cluster.failures.random {
      for replica in faults.replicas {
        availability.value.letFail(replica, seed: state.options.seed)
        scheduleByChance(.chanceCrash, of: replica, mean: faults.meanTimeBetweenFailures)
      }
    }
  }

  /// Schedules the beginnings and ends of all faults of links, in order of time: one may begin as another of its link ends.
  private mutating func scheduleLinkFailures() {
    if transfers.isEmpty { return }
    for fault in state.cluster.failures.links.sorted(by: { $0.start < $1.start }) {
      for number in transfers.value.topology.numbers(of: fault.link) {
        schedule(.bandwidth(permille: fault.bandwidthPermille), of: number, at: fault.start)
        if fault.end != .never { schedule(.bandwidth(permille: 1000), of: number, at: fault.end) }
      }
    }
  }

  private mutating func scheduleByChance(_ kind: ClusterChange.Kind, of replica: Int, mean: Duration) {
    if !availability.value.failsByChance(replica) || !someoneWillServe { return }
    if let time = availability.value.draw(replica, mean: mean, after: state.now) { schedule(kind, of: replica, at: time) }
  }

  mutating func schedule(_ kind: ClusterChange.Kind, of replicaOrLink: Int, at time: Instant) {
    let number = availability.value.keep(ClusterChange(number: Int32(replicaOrLink), kind: kind))
    state.wakes.schedule(.change(number), at: time, rank: WakeRank.change.value)
  }

  private func randomFaults(of replica: Int) -> RandomFaults? {
    state.cluster.failures.random.first { $0.replicas.contains(replica) }
  }

  /// Applies a change to its replica or link.
  mutating func change(_ change: ClusterChange, _ observer: (any Observer)?) throws {
    let number = Int(change.number)
    switch change.kind {
    case .crash(let isFinal):
      if isFinal { availability.value.lose(number) }
      try crash(number, observer)
    case .recovery: try recover(number)
    case .speed(let permille): try changeSpeed(of: number, permille: permille)
    case .chanceCrash:
      guard let faults = randomFaults(of: number), availability.value.failsByChance(number) else { return }
      try crash(number, observer)
      scheduleByChance(.chanceRecovery, of: number, mean: faults.meanTimeToRepair)
    case .chanceRecovery:
      try recover(number)
      guard let faults = randomFaults(of: number) else { return }
      scheduleByChance(.chanceCrash, of: number, mean: faults.meanTimeBetweenFailures)
    case .started:
      for engine in state.replicas.engines(of: number) { state.engines[engine].coolDown(&state.shared.value) }
      try turnOn(number, as: .ready)
    case .bandwidth(let permille): transfers.value.changeBandwidth(of: number, permille: permille, &state)
    }
  }

  /// Whether for each stage there is a replica that is there or may come back. Where there is none, changes by chance and
  /// looks at the load would keep a dead run going for ever.
  var someoneWillServe: Bool {
    func someone(_ can: (PoolRole) -> Bool) -> Bool {
      availability.value.replicas.indices.contains { !availability.value.replicas[$0].isLost && can(state.pool(of: $0).role) }
    }
    if state.cluster.mixedPool != nil { return someone { _ in true } }
    return someone(\.takesPrompts) && (transfers.isEmpty || someone(\.takesHandOvers))
  }

  private mutating func recover(_ replica: Int) throws {
    guard availability.value.replicas[replica].recover(at: state.now) else { return }
    tell(.recover, of: replica)
    for engine in state.replicas.engines(of: replica) {
      state.engines[engine].run.isDown = false
      try state.engines.restart(engine, now: state.now, &state.shared.value)
    }
    state.frontEndFree[replica] = max(state.frontEndFree[replica], state.now)
    if availability.value.replicas[replica].serves { try openReplica(replica) }
  }

  private mutating func changeSpeed(of replica: Int, permille: Int) throws {
    for engine in state.replicas.engines(of: replica) {
      state.engines[engine].run.slowdownPermille = Int64(permille)
      try state.cutLeap(of: engine, for: .resources)
    }
  }

  /// Takes a replica away with all that it holds. The iterations under way count for nothing.
  private mutating func crash(_ replica: Int, _ observer: (any Observer)?) throws {
    if !availability.value.replicas[replica].fail(at: state.now) { return }
    tell(.crash, of: replica)
    closeReplica(replica)
    let engines = state.replicas.engines(of: replica)
    for engine in engines { state.engines[engine].run.isDown = true }
    for engine in engines { try endIterations(of: engine, observer) }
    if !transfers.isEmpty { try transfers.value.callOffAll(to: replica, &state, &placement) }
    var lost: [ParkedRequests.Lost] = []
    for engine in engines { try lost += requestsLost(by: engine) }
    lost.sort { state.shared.value.requests[history: $0.slot].id < state.shared.value.requests[history: $1.slot].id }
    for request in lost { try retry(request, observer) }
  }

  /// Ends what an engine has under way that is gone: what ends this very instant has ended, and nothing was begun behind it.
  private mutating func endIterations(of engine: Int, _ observer: (any Observer)?) throws {
    if state.engines[engine].run.isBusy {
      _ = state.engines[engine].cutLeap(now: state.now, for: .resources)
      try settle(engine, steps: state.engines[engine].run.span.stepsEnded(by: state.now), observer)
      state.engines[engine].run.version &+= 1
    }
    state.engines[engine].freeBlocksOfEnded()
  }

  /// Takes all requests from an engine that is gone, and all that it keeps of prompts.
  private mutating func requestsLost(by engine: Int) throws -> [ParkedRequests.Lost] {
    var lost: [ParkedRequests.Lost] = []
    let waitOrRun = state.engines[engine].heldRequests(state.shared.value.requests)
    for slot in waitOrRun + state.requestsHandingOver(from: engine) {
      if state.shared.value.requests[slot].handsOver { try transfers.value.callOff(slot, &state) }
      let chain = state.engines[engine].chain(of: state.shared.value.requests[slot])
      state.engines[engine].withdraw(slot, &state.shared.value.requests)
      lost.append(ParkedRequests.Lost(slot: slot, chain: chain))
    }
    state.engines[engine].memory.forgetAll(&state.shared.value)
    return lost
  }
}
