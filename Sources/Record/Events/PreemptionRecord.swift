import Kernel

/// A request that lost its place on a replica.
public struct PreemptionRecord: Hashable, Sendable, BitwiseCopyable {
  /// The request, by position in the load.
  public var request: Int
  /// The replica.
  public var replica: Int
  /// When.
  public var time: Instant

  /// A preemption.
  public init(request: Int, replica: Int, time: Instant) {
    self.request = request
    self.replica = replica
    self.time = time
  }
}
