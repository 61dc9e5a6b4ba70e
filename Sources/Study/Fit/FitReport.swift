import Hardware
import Scenario

/// What a fit found.
public struct FitReport: Sendable {
  /// A fitted figure.
  public struct Figure: Sendable {
    /// What it is.
    public let parameter: FitParameter
    /// Before the fit: seconds, or a factor.
    public let before: Double
    /// The value.
    public let value: Double
    /// Where the 95 % interval begins.
    public let low: Double
    /// Where it ends.
    public let high: Double
  }

  /// A load that was left out, and how near the fit on the others comes to it.
  public struct Fold: Sendable {
    /// A figure of the load.
    public struct Figure: Sendable {
      /// What it is, such as `TTFT mean`.
      public let name: String
      /// As measured, in milliseconds.
      public let measured: Double
      /// The signed relative error before any fit.
      public let before: Double
      /// The signed relative error of the fit on the other loads.
      public let after: Double
    }

    /// What the load is called.
    public let name: String
    /// Whether it is the greatest: what is fitted on the others is then tried above them.
    public let isGreatest: Bool
    /// Its figures.
    public let figures: [Figure]
    /// What the other loads did not tell, and what was held as it was before.
    public let held: [FitParameter]
  }

  /// What was fitted on.
  public let title: String
  /// Facts about it, each with a short heading.
  public let facts: [(heading: String, text: String)]
  /// What was fitted.
  public let figures: [Figure]
  /// What stands for more than itself: a fitted parameter with those that move the same figures and were not told apart from it.
  public let standIns: [(parameter: FitParameter, others: [FitParameter])]
  /// What the figures do not tell apart, a sentence each.
  public let refused: [String]
  /// Root mean square of the errors before the fit, over all fitted figures, each in units of its uncertainty.
  public let before: Double
  /// The same after it.
  public let after: Double
  /// How many measured figures were fitted.
  public let observations: Int
  /// The loads left out, one by one; empty where there is but one figure of each.
  public let folds: [Fold]
  /// What was taken for granted.
  public let assumptions: [String]
  /// What of the measurements was not used.
  public let leftOut: LeftOut
  /// The profile of the installation; nil where its costs come from the roofline.
  public let profile: CalibrationProfile?
  /// The fitted times of the engine, as assignments to a scenario.
  public let assignments: [String]
  /// The scenario of the server before the fit.
  public let scenario: Scenario
  /// A load of the mean lengths of the greatest run, as an assignment; nil where the scenario has one of its own.
  public let workload: String?
}
