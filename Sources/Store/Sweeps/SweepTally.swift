/// One of the sweeps of a database, and how much of it is there.
public struct SweepTally: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// What it is called.
  public var name: String
  /// When it was first asked for.
  public var created: String
  /// Source revision of the program.
  public var revision: String
  /// Its combinations.
  public var cells: Int
  /// Those that cannot be.
  public var impossibleCells: Int
  /// The runs of all cells.
  public var runs: Int
  /// Those that have come to their end.
  public var finishedRuns: Int
}
