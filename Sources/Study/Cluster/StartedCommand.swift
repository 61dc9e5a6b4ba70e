/// A command that goes on by itself.
public protocol StartedCommand: Sendable {
  /// Its exit code, or nil while it goes on.
  var status: Int32? { get }
  /// Asks it to end.
  func end()
}
