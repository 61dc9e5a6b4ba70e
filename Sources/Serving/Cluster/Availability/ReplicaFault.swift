import Kernel

/// A fault of replicas at a time that is known beforehand: they crash, or they become slow.
public struct ReplicaFault: Hashable, Sendable {
  /// What it does to them.
  public enum Effect: Hashable, Sendable {
    /// They are gone, with the KV and the requests that they held; the requests are sent elsewhere and computed anew.
    case crash
    /// Their iterations take so many thousandths of their time, 1000 or more: a throttled or half-broken machine.
    case slowdown(permille: Int)
  }

  /// The replicas, numbered through the pools.
  public var replicas: Range<Int>
  /// When it begins.
  public var start: Instant
  /// How long it lasts, coming back included; nil for the rest of the run.
  public var length: Duration?
  /// What it does.
  public var effect: Effect

  /// A fault of replicas; without a length it lasts for the rest of the run.
  public init(replicas: Range<Int>, start: Instant, length: Duration?, effect: Effect) {
    self.replicas = replicas
    self.start = start
    self.length = length
    self.effect = effect
  }

  /// When it ends; never for one that lasts.
  var end: Instant { start.after(length) }

  /// The greatest slowdown: a thousandfold.
  public static let greatestPermille = 1_000_000
}
