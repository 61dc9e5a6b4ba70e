/// One of the files that start a cluster.
public struct LaunchFile: Hashable, Sendable {
  /// The path below the folder.
  public let path: String
  /// What is in it.
  public let text: String

  /// A file.
  public init(path: String, text: String) { (self.path, self.text) = (path, text) }
}
