/// A layout that is not in a plan's table, and why.
public struct PassedOver: Sendable {
  /// Why.
  public enum Reason: Sendable {
    /// It cannot be: it does not fit, does not divide the model, or leaves its node. In the words of the fault.
    case impossible(String)
    /// Even requests that are alone on a replica break the promise too often: no number of replicas helps.
    case slowAlone(FleetFinding)
    /// Not even the most replicas that the plan may take hold.
    case tooMany(FleetFinding)
    /// One replica of each kind has more accelerators together than the plan may take.
    case beyondMost(accelerators: Int)
    /// No fleet holds for as little as the rows that are shown cost, and a dearer one, of at least such a size
    /// (``PlanCandidate/sizes``), would not be among them.
    case dearer(size: Int)
  }

  /// The layout.
  public let layout: PlanLayout
  /// Why.
  public let reason: Reason
  /// The layout with all that its runs share; nil of one that cannot be.
  public let candidate: PlanCandidate?

  /// How it fared at its best; nil where it was never run.
  public var finding: FleetFinding? {
    switch reason {
    case .slowAlone(let finding), .tooMany(let finding): finding
    case .impossible, .beyondMost, .dearer: nil
    }
  }
}
