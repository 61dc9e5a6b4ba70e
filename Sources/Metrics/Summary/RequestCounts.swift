/// Requests counted by what became of them.
public struct RequestCounts: Hashable, Sendable {
  /// Requests that arrived: the sum of the other three.
  public var arrived: Int
  /// Requests that finished.
  public var finished: Int
  /// Requests turned away, by reason in the order of `RejectionReason.allCases`.
  public var rejected: [Int]
  /// Requests still in the system at the end.
  public var unfinished: Int

  /// Counts as they stand.
  public init(arrived: Int, finished: Int, rejected: [Int], unfinished: Int) {
    self.arrived = arrived
    self.finished = finished
    self.rejected = rejected
    self.unfinished = unfinished
  }

  /// Requests turned away for any reason.
  public var rejectedTotal: Int { rejected.reduce(0, +) }
}
