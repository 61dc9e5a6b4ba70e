import Kernel

/// The draw of replicas with nothing to do, by their state.
extension ClusterState {
  /// Notes that an engine begins to work, which ends the rest of its replica unless another engine of it has.
  @inline(never) mutating func endRest(of engine: Int) {
    let replica = replica(of: engine)
    if isWorking(replica, but: engine) { return }
    rests.book(replica, pool(of: replica).replica.rest, until: now)
  }

  /// Notes that a replica is switched off, or on: its rest ends with its server, and begins with the holding time.
  mutating func switched(_ replica: Int, on: Bool) {
    if rests.isEmpty { return }
    if on { rests.wake(replica, at: now) } else { rests.book(replica, pool(of: replica).replica.rest, until: now) }
  }

  private func isWorking(_ replica: Int, but engine: Int) -> Bool {
    for other in replicas.engines(of: replica) where other != engine && engines[other].run.isBusy { return true }
    return false
  }

  /// What the replica of an engine, which is its first, has drawn by `time` with nothing to do, in joules: it was switched on for
  /// so long of that, and still is or not.
  func idleJoules(of engine: Int, by time: Instant, switchedOn: Duration, isOn: Bool) -> Double {
    let kind = cluster.pools[engines[engine].id.pool].replica
    var joules = kind.idleWatts * switchedOn.seconds
    if let rest = kind.rest, !rests.isEmpty {
      let replica = replica(of: engine)
      let isIdle = isOn && !isWorking(replica, but: -1)
      joules -= (kind.idleWatts - rest.watts) * rests.rested(replica, rest, by: time, isIdle: isIdle).seconds
    }
    if kind.offWatts > 0 { joules += kind.offWatts * (time - .start - switchedOn).seconds }
    return joules
  }
}
