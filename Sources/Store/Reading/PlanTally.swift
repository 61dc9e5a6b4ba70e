/// One of the plans of a database, and what it came to.
public struct PlanTally: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// The scenario's name.
  public var name: String
  /// When it was made.
  public var created: String
  /// Source revision of the program.
  public var revision: String
  /// The rate that was planned for.
  public var requestsPerSecond: Double
  /// What the first layout has least of.
  public var aim: String
  /// Layouts that hold.
  public var layouts: Int
  /// Accelerators of the first of them; nil where nothing holds, as of all that follow.
  public var accelerators: Int?
  /// Their type, that of the first where there are two.
  public var accelerator: String?
  /// Their price in US dollars an hour.
  public var dollarsPerHour: Double?
}
