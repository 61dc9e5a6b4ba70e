import Record

/// Where the records of a run go while it runs: the database, or a file. ``RunMetrics`` passes on each as it is told.
///
/// It cannot throw, for a run's loop has no use for it: a sink keeps its first error, does nothing after it, and
/// throws it when it is asked to finish.
public protocol RequestSink: AnyObject {
  /// Takes a fact of the run.
  func receive(_ event: RunEvent)
}
