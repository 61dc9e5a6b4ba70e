/// What a stored plan was asked, and by which program: enough to ask it again.
public struct StoredPlanQuestion: Hashable, Sendable {
  /// What a plan is asked beside its scenario.
  public struct Terms: Hashable, Sendable {
    /// The scenario's section `plan`, as YAML.
    public var section: String
    /// Rows of its table at most: layouts that would be dearer than all of them were not searched to their end.
    public var rows: Int
    /// The scenario's file, whose folder the paths in the scenario are relative to.
    public var file: String
    /// What was laid over the file, as `--set` takes it.
    public var changes: [String]

    /// Terms.
    public init(section: String, rows: Int, file: String, changes: [String]) {
      self.section = section
      self.rows = rows
      self.file = file
      self.changes = changes
    }
  }

  /// The plan's number.
  public var number: Int64
  /// The scenario's name.
  public var name: String
  /// The resolved scenario.
  public var scenario: String
  /// Its hash.
  public var scenarioHash: String
  /// Source revision of the program that made the plan.
  public var revision: String
  /// Version of the program.
  public var version: String
  /// When the plan was made, ISO 8601, UTC.
  public var created: String
  /// Runs behind the plan: those that were simulated for it, and those that were there already.
  public var runs: Int
  /// What was asked beside the scenario; nil of a plan of an earlier version, which did not keep it.
  public var terms: Terms?
}
