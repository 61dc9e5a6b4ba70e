import Kernel

/// A named part of an iteration's cost.
public struct BreakdownPart: Hashable, Sendable {
  /// What the part is, such as `gate and up projections`.
  public var name: String
  /// Time that it takes, all layers together.
  public var time: Duration
  /// Energy above idle that it takes, in nanojoules.
  public var energyNanojoules: Int64
  /// What limits it: `compute`, `memory`, `link`, `launch` or `host`.
  public var limit: String
}
