import Kernel

/// Who listens to a run. Methods are called in the order of simulated time, never once a token.
public protocol Observer: AnyObject {
  /// A request has its last token.
  func requestFinished(_ record: RequestRecord)

  /// A request was turned away; it is told nothing else of.
  func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason)

  /// A request lost its place on a replica and will be computed anew, or swapped in again.
  func requestPreempted(request: Int, replica: Int, time: Instant)

  /// The KV of a request has arrived at the replica that is to decode it.
  func handedOver(_ record: HandOverRecord)

  /// A request's replica crashed under it; it is sent elsewhere, or waits until there is one.
  func requestRetried(request: Int, replica: Int, time: Instant)

  /// `count` requests waited `gap` for their next token; equal gaps of an iteration are told in one call.
  func tokenGaps(_ gap: Duration, count: Int)

  /// `steps` consecutive iterations gave `count` requests each a token after `first`, `first + growth`, … .
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int)

  /// Iterations have ended. It follows the gaps of the tokens that came with them, and precedes the requests that ended.
  func iterationsEnded(_ span: IterationSpan)

  /// The edge of a time-series bin.
  func sampled(_ sample: SeriesSample)
}

extension Observer {
  /// Ignored unless a listener cares.
  public func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {}
  /// Ignored unless a listener cares.
  public func requestPreempted(request: Int, replica: Int, time: Instant) {}
  /// Ignored unless a listener cares.
  public func handedOver(_ record: HandOverRecord) {}
  /// Ignored unless a listener cares.
  public func requestRetried(request: Int, replica: Int, time: Instant) {}
  /// Ignored unless a listener cares.
  public func tokenGaps(_ gap: Duration, count: Int) {}
  /// Ignored unless a listener cares.
  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  /// Ignored unless a listener cares.
  public func iterationsEnded(_ span: IterationSpan) {}
  /// Ignored unless a listener cares.
  public func sampled(_ sample: SeriesSample) {}
}
