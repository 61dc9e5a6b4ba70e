/// Runs the commands of a cluster: `sbatch`, `squeue`, `kubectl`. Tests stand in for it.
public protocol CommandRunner: Sendable {
  /// Runs a command to its end.
  ///
  /// - Throws: ``InputError`` where there is no such command.
  func run(_ command: [String]) throws -> CommandOutcome

  /// Starts a command that goes on by itself, what it prints going to the end of a file.
  ///
  /// - Throws: ``InputError`` where it cannot be started.
  func start(_ command: [String], printingTo file: String) throws -> any StartedCommand
}
