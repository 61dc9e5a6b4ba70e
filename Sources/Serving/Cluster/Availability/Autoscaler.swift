import Kernel
import Record

/// Decides how the replicas of a pool change with its load (``ScalingRule``).
struct Autoscaler {
  /// What is to be done with the replicas of a pool.
  struct Decision {
    /// Replicas on their way out, which are back at once.
    var resume: [Int] = []
    /// Replicas that are started.
    var start: [Int] = []
    /// Replicas that get nothing more.
    var drain: [Int] = []
  }

  /// Since when each pool has had more replicas than it needs; nil where it has not.
  private var surplusSince: [Instant?]

  init(pools: Int) { surplusSince = Array(repeating: nil, count: pools) }

  /// What to do with a pool that has `outstanding` requests and these replicas.
  mutating func decide(
    pool: Int, _ rule: ScalingRule, replicas: Range<Int>, outstanding: Int, _ availability: [ReplicaAvailability], now: Instant
  ) -> Decision {
    var decision = Decision()
    let wanted = rule.wanted(requests: outstanding, most: replicas.count)
    let there = replicas.count { availability[$0].power == .on || availability[$0].power == .starting }
    if wanted >= there { surplusSince[pool] = nil }
    if wanted > there {
      decision.resume = Array(replicas.lazy.filter { availability[$0].power == .draining }.prefix(wanted - there))
      let left = wanted - there - decision.resume.count
      decision.start = Array(replicas.lazy.filter { availability[$0].power == .off }.prefix(left))
    } else if wanted < there {
      let since = surplusSince[pool] ?? now
      surplusSince[pool] = since
      if now - since >= rule.stabilisation {
        decision.drain = Array(replicas.reversed().lazy.filter { availability[$0].power == .on }.prefix(there - wanted))
      }
    }
    return decision
  }
}

/// Pools that grow and shrink with their load.
///
/// A replica that is taken away serves what it has first. It is switched off, and ceases to draw power and to cost money, at
/// the first look that finds it empty.
extension Simulation {
  /// Switches off what is not there at the start, and schedules the first looks.
  mutating func scheduleScaling() {
    for (pool, kind) in state.cluster.pools.enumerated() {
      guard let rule = kind.scaling else { continue }
      for replica in state.replicas.replicas(of: pool).dropFirst(rule.initial) {
        availability.value.replicas[replica].turn(.off, at: state.now)
        state.switched(replica, on: false)
        closeReplica(replica)
        tell(.off, of: replica)
      }
      scheduleLook(at: pool, rule)
    }
  }

  private mutating func scheduleLook(at pool: Int, _ rule: ScalingRule) {
    let (time, overflow) = state.now.picoseconds.addingReportingOverflow(rule.interval.picoseconds)
    if !overflow { state.wakes.schedule(.scaling(pool: Int32(pool)), at: Instant(picoseconds: time), rank: WakeRank.scaling.value) }
  }

  /// Looks at a pool's load and changes the number of its replicas.
  mutating func scale(_ pool: Int) throws {
    guard let rule = state.cluster.pools[pool].scaling else { return }
    let replicas = state.replicas.replicas(of: pool)
    for replica in replicas {
      let isEmpty = state.view.board[.requests, replica] == 0
      if isEmpty && availability.value.replicas[replica].power == .draining {
        availability.value.replicas[replica].turn(.off, at: state.now)
        tell(.off, of: replica)
        state.switched(replica, on: false)
      }
    }
    let (outstanding, now, known) = (outstanding(in: pool), state.now, availability.value.replicas)
    try apply(
      availability.value.autoscaler.decide(pool: pool, rule, replicas: replicas, outstanding: outstanding, known, now: now), rule)
    if someoneWillServe { scheduleLook(at: pool, rule) }
  }

  /// Requests at the replicas of a pool, and those that wait for any.
  private func outstanding(in pool: Int) -> Int {
    let role = state.cluster.pools[pool].role
    var count = state.replicas.replicas(of: pool).reduce(0) { $0 + Int(state.view.board[.requests, $1]) }
    if role.takesPrompts { count += state.parked.arrived.count + state.parked.lost.count }
    if role.takesHandOvers { count += state.parked.withoutDestination.count }
    return count
  }

  private mutating func apply(_ decision: Autoscaler.Decision, _ rule: ScalingRule) throws {
    for replica in decision.resume { try turnOn(replica, as: .resume) }
    for replica in decision.start {
      availability.value.replicas[replica].turn(.starting, at: state.now)
      state.switched(replica, on: true)
      let (time, overflow) = state.now.picoseconds.addingReportingOverflow(rule.startUp.picoseconds)
      if !overflow { schedule(.started, of: replica, at: Instant(picoseconds: time)) }
      tell(.start, of: replica)
      state.shared.value.ledger.startUps += 1
    }
    for replica in decision.drain {
      availability.value.replicas[replica].turn(.draining, at: state.now)
      closeReplica(replica)
      tell(.drain, of: replica)
    }
  }

  /// Puts a replica into service, unless it is down.
  mutating func turnOn(_ replica: Int, as kind: ReplicaChange.Kind) throws {
    availability.value.replicas[replica].turn(.on, at: state.now)
    tell(kind, of: replica)
    if availability.value.replicas[replica].serves { try openReplica(replica) }
  }

  /// Tells that a replica has come or gone.
  func tell(_ kind: ReplicaChange.Kind, of replica: Int) {
    guard let observer = state.shared.value.ledger.observer else { return }
    let pool = state.replicas.pools[replica]
    let serving = state.replicas.replicas(of: pool).count { availability.value.replicas[$0].serves }
    observer.receive(.changed(ReplicaChange(time: state.now, pool: pool, replica: replica, kind: kind, serving: serving)))
  }
}
