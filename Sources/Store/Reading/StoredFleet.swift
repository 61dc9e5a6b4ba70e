/// A fleet that a stored plan has found, with all that it takes to have its scenario again.
public struct StoredFleet: Hashable, Sendable {
  /// The resolved scenario that was planned for.
  public let scenario: String
  /// Its file, from the root, whose folder the paths in it are relative to; empty of a plan of an earlier version.
  public let scenarioFile: String
  /// What was laid over the file.
  public let changes: [String]
  /// What is laid over the scenario to have the fleet; empty of a plan of an earlier version.
  public let assignments: [String]
}
