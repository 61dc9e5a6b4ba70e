import Kernel

/// Crashes that come by chance: each replica runs for an exponential time and is then away for another.
///
/// Times are drawn from a sub-stream of the replica's own, so that no policy and no other replica shifts them.
public struct RandomFaults: Hashable, Sendable {
  /// The replicas, numbered through the pools.
  public var replicas: Range<Int>
  /// Mean time from coming back to the next crash (MTBF).
  public var meanTimeBetweenFailures: Duration
  /// Mean time from a crash to being back, start-up included (MTTR).
  public var meanTimeToRepair: Duration

  /// Crashes by chance.
  public init(replicas: Range<Int>, meanTimeBetweenFailures: Duration, meanTimeToRepair: Duration) {
    self.replicas = replicas
    self.meanTimeBetweenFailures = meanTimeBetweenFailures
    self.meanTimeToRepair = meanTimeToRepair
  }
}
