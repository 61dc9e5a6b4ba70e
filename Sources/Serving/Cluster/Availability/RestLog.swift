import Kernel

/// How long replicas have been at rest: of each time without work, what is beyond the holding time of their pool.
///
/// It keeps two times a replica and is asked for at the ends of work alone, so that a leap leaves the same as its steps. Where no
/// pool comes to rest it is empty.
struct RestLog {
  private struct Replica {
    var idleSince = Instant.start
    var rested = Duration.zero
  }

  private var replicas: [Replica] = []

  /// Whether no replica ever comes to rest.
  @inline(__always) var isEmpty: Bool { replicas.isEmpty }

  /// A log for so many replicas, if any of them comes to rest.
  init(_ cluster: ClusterConfiguration, replicas count: Int) {
    if cluster.pools.contains(where: { $0.replica.rest != nil }) { replicas = Array(repeating: Replica(), count: count) }
  }

  /// Notes that a replica has worked until `now`, or was switched on then.
  mutating func wake(_ replica: Int, at now: Instant) { replicas[replica].idleSince = now }

  /// Books the time without work that ends `now`, with work or because the replica is switched off.
  mutating func book(_ replica: Int, _ rest: RestState?, until now: Instant) {
    guard let rest else { return }
    replicas[replica].rested += max(.zero, now - replicas[replica].idleSince - rest.after)
    replicas[replica].idleSince = now
  }

  /// How long a replica has been at rest by `now`; `isIdle` where it is on and has nothing to do.
  func rested(_ replica: Int, _ rest: RestState, by now: Instant, isIdle: Bool) -> Duration {
    let booked = replicas[replica].rested
    return isIdle ? booked + max(.zero, now - replicas[replica].idleSince - rest.after) : booked
  }
}
