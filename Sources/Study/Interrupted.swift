/// A run was stopped before its end because somebody asked for it.
public struct Interrupted: Error, Hashable, Sendable {
  /// A stop.
  public init() {}
}
