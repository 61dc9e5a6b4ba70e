import Kernel

/// A part of an iteration's cost, and what limits it.
public struct BreakdownPart: Hashable, Sendable {
  /// What holds an operator back.
  public enum Limit: String, Hashable, Sendable {
    /// Arithmetic.
    case compute
    /// Memory bandwidth.
    case memory
    /// The link between accelerators.
    case link
    /// Starting kernels.
    case launch
    /// The host.
    case host
  }

  /// What the part is.
  public var part: IterationPart
  /// Time that it takes, all layers together.
  public var time: Duration
  /// Energy above idle that it takes over all accelerators, in nanojoules.
  public var energyNanojoules: Int64
  /// What limits it.
  public var limit: Limit

  /// A part.
  public init(part: IterationPart, time: Duration, energyNanojoules: Int64, limit: Limit) {
    self.part = part
    self.time = time
    self.energyNanojoules = energyNanojoules
    self.limit = limit
  }
}
