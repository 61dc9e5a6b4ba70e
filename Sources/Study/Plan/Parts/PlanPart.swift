/// A part of a plan as it was searched.
public struct PlanPart: Sendable {
  /// Which part of how many.
  public let shard: SweepShard
  /// Digest of what is searched; parts of one plan have one.
  public let digest: String
  /// Layouts of the whole plan that can be.
  public let layoutsInAll: Int
  /// Layouts of the part.
  public let layouts: [PlanLayout]
  /// Layouts of the part that hold, the cheapest first.
  public let rows: [PlanRow]
  /// Runs that were simulated.
  public let runs: Int
  /// Runs that were taken from the database.
  public let runsFound: Int
}
