/// What the command lines of servers mean, in the terms of a scenario.
public struct LaunchReading: Sendable {
  /// The engine.
  public let engine: LaunchEngine
  /// What is laid over a scenario to have this cluster, as `--set` takes it.
  public let assignments: [String]
  /// What was read and means nothing here, or was looked for and not found, a sentence each.
  public let notes: [String]
}
