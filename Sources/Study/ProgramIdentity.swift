/// Which program makes a run, and when: what the rooms below the command line must not find out themselves.
public struct ProgramIdentity: Hashable, Sendable {
  /// The source revision, or `unknown`.
  public var revision: String
  /// The program's version.
  public var version: String
  /// When the study was started, in ISO 8601.
  public var created: String

  /// A program at a moment.
  public init(revision: String, version: String, created: String) {
    self.revision = revision
    self.version = version
    self.created = created
  }
}
