/// What a command has left behind.
public struct CommandOutcome: Hashable, Sendable {
  /// Its exit code.
  public var status: Int32
  /// What it printed to standard output.
  public var output: String
  /// What it printed to standard error.
  public var error: String

  /// An outcome.
  public init(status: Int32, output: String = "", error: String = "") { (self.status, self.output, self.error) = (status, output, error) }

  /// The last line of standard error that says something, for a message.
  public var lastWords: String {
    error.split(separator: "\n").last { $0.contains { $0 != " " } }.map(String.init) ?? "it ended with \(status)"
  }
}
