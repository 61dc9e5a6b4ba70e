import Kernel

/// A replica that comes or goes: the autoscaler starts it or takes it away, a failure brings it down, or it is back.
///
/// At the start of a run all replicas serve but those of which a change says otherwise at time zero.
public struct ReplicaChange: Hashable, Sendable, BitwiseCopyable {
  /// What happens to it.
  public enum Kind: String, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// It is switched off: not there at the start, or empty after it was drained.
    case off
    /// It starts up: it draws power and costs money, and serves nothing yet.
    case start
    /// It has started and is ready to serve.
    case ready
    /// It gets no more requests and serves what it has.
    case drain
    /// It was to be taken away, and is in service again.
    case resume
    /// It is gone with all that it held.
    case crash
    /// It is back from a crash, empty.
    case recover
  }

  /// When.
  public var time: Instant
  /// The pool, by its place in the cluster.
  public var pool: Int
  /// The replica, numbered through the pools.
  public var replica: Int
  /// What happens.
  public var kind: Kind
  /// Replicas of the pool that take requests from then on.
  public var serving: Int

  /// A change.
  public init(time: Instant, pool: Int, replica: Int, kind: Kind, serving: Int) {
    self.time = time
    self.pool = pool
    self.replica = replica
    self.kind = kind
    self.serving = serving
  }
}
