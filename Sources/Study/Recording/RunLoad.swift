import Store

/// A run that waits for its turn to be stored.
struct RunLoad {
  /// What is to be written, where it can be together with others.
  var ending: RunEnding?
  /// Stores it, or does the rest where that has been done, and lets the next one through.
  let end: (_ isWritten: Bool) -> Void
}
