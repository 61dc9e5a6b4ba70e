/// An engine that was started.
public protocol LaunchedEngine: AnyObject {
  /// The process that it is; nil where it is none of its own.
  var processIdentifier: Int32? { get }
  /// How it ended, in words; nil while it runs.
  var ending: String? { get }
  /// Sees to it that it is gone. What it was told over its socket comes first: that nothing more is said.
  func end()
}
