import Kernel
import Serving

/// Replicas of a fleet that die together and stay dead: one of them, or all of a node.
package struct FleetDeath: Hashable, Sendable {
  /// The pool that they are of.
  package var pool: Int
  /// How many die: the first of the pool, or all where there are no more.
  package var replicas: Int
  /// When they die.
  package var time: Duration

  /// A death.
  package init(pool: Int, replicas: Int = 1, time: Duration) {
    self.pool = pool
    self.replicas = replicas
    self.time = time
  }

  /// The fault of such a fleet.
  func fault(of fleet: PlanFleet) -> ReplicaFault {
    let first = fleet.replicas.prefix(pool).reduce(0, +)
    let dead = min(replicas, fleet.replicas[pool])
    return ReplicaFault(replicas: first..<first + dead, start: Instant(time), length: nil, effect: .crash)
  }
}

extension PlanLoad {
  /// Loads that are shorter than this have one minute like another.
  private static let shortestWithPeak = 600.0

  /// When replicas die: a minute after the start, or after a quarter of a load that is shorter than four minutes; and, of a load of ten
  /// minutes or more, at the start of its busiest minute, where that is a later one.
  package var deathTimes: [Duration] {
    let first = Duration(seconds: min(60, seconds / 4))
    guard seconds >= Self.shortestWithPeak, busiestMinute > 1 else { return [first] }
    return [first, Duration(seconds: Double(busiestMinute) * 60)]
  }
}
