import Kernel

/// Which requests are left out of latencies and rates because the system was still filling when they came.
public enum WarmUp: Hashable, Sendable {
  /// None: a run that starts empty is measured from its start.
  case none
  /// Those that arrived before this instant.
  case before(Instant)
  /// The first so many to arrive. A run must not tell the gaps between their tokens, for nobody can take them out of the pool.
  case requests(Int)
  /// As many as the MSER rule finds, at most half of the run; see ``MSER``.
  case automatic

  /// Requests that are left out by their number; 0 of another rule.
  public var requests: Int { if case .requests(let count) = self { count } else { 0 } }

  /// The rule as people and databases read it.
  public var description: String {
    switch self {
    case .none: "none"
    case .before(let instant): "arrivals before \(instant.seconds) s"
    case .requests(let count): "the first \(count) requests"
    case .automatic: "automatic (MSER)"
    }
  }
}
