import Kernel

/// A request whose replica crashed under it, and that has to begin anew elsewhere.
public struct RetryRecord: Hashable, Sendable, BitwiseCopyable {
  /// The request, by position in the load.
  public var request: Int
  /// Which of the request's retries it is, from 1.
  public var number: Int
  /// The replica that crashed.
  public var replica: Int
  /// When it crashed.
  public var time: Instant

  /// A retry.
  public init(request: Int, number: Int, replica: Int, time: Instant) {
    self.request = request
    self.number = number
    self.replica = replica
    self.time = time
  }
}
