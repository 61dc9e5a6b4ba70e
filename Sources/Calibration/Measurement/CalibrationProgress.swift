import Kernel

/// How far a calibration is.
public struct CalibrationProgress: Hashable, Sendable {
  /// What is being done.
  public enum Stage: String, Hashable, Sendable {
    /// Drawing weights, touching memory, first steps.
    case starting
    /// Steps over the grid, again and again in changing order.
    case measuring
    /// New points where straight lines between old ones miss.
    case refining
    /// Whole steps of mixed batches, against the sums of their operators.
    case checking
    /// Fitting.
    case fitting
  }

  /// What is being done.
  public var stage: Stage
  /// Points of the grid so far.
  public var points: Int
  /// Steps run so far.
  public var steps: Int
  /// Time since the start.
  public var elapsed: Duration
  /// Time left, as far as can be told.
  public var remaining: Duration
}
