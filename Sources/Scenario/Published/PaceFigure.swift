/// What is asked of a run whose requests must keep a pace.
public enum PaceFigure: String, Hashable, Sendable, CaseIterable {
  /// Requests a second that kept the pace.
  case throughput
  /// The share of requests that did not.
  case failures
}
