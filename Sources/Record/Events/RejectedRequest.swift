import Kernel

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
