import Kernel
import Serving

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

/// A request that was turned away on arrival.
public struct RejectedRequest: Hashable, Sendable {
  /// Position in the load, from 0.
  public var request: Int
  /// When it reached the cluster.
  public var arrival: Instant
  /// Tokens of the prompt.
  public var promptTokens: Int
  /// Tokens it would have produced.
  public var outputTokens: Int
  /// Why.
  public var reason: RejectionReason

  /// A rejection.
  public init(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {
    self.request = request
    self.arrival = arrival
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.reason = reason
  }
}
