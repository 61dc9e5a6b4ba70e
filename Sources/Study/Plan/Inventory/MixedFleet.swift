/// Two types of accelerators that were looked at side by side, and what came of it.
public struct MixedFleet: Sendable {
  /// What came of it.
  public enum Outcome: Sendable {
    /// A fleet of both holds for less than any of one type: it is in the table.
    case holds(PlanRow)
    /// None of both holds for less.
    case noneCheaper
    /// Not even the greatest fleet of both holds, where none of one type does.
    case noneHolds
    /// Both cannot serve side by side, in the words of the fault.
    case impossible(String)
  }

  /// The layout of the type that carries the load for less.
  public let first: PlanLayout
  /// The layout of the other.
  public let second: PlanLayout
  /// What came of it.
  public let outcome: Outcome

  /// Such as `h100-sxm TP1 + l40s TP2`.
  public var name: String { "\(first) + \(second)" }
}
