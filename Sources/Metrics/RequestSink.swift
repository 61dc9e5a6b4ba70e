import Record

/// Where the records of a run go while it runs: the database, or a file. ``RunMetrics`` passes on each as it is told.
///
/// Methods cannot throw, for a run's loop has no use for it: a sink keeps its first error, does nothing after it, and
/// throws it when it is asked to finish.
public protocol RequestSink: AnyObject {
  /// A request has finished.
  func requestFinished(_ record: RequestRecord)
  /// A request was turned away.
  func requestRejected(_ rejection: RejectedRequest)
}
