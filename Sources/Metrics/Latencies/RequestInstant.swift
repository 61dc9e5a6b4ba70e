import Kernel
import Record

/// The instants of a finished request that latencies are measured between, in the order in which they come.
public enum RequestInstant: Int, Hashable, Sendable, BitwiseCopyable, CaseIterable, Comparable {
  /// It reached the cluster.
  case arrival
  /// It first took part in an iteration.
  case firstScheduled
  /// Its first token was out.
  case firstToken
  /// Its last token was out.
  case finish

  /// Whether one comes before the other in the life of a request.
  public static func < (left: RequestInstant, right: RequestInstant) -> Bool { left.rawValue < right.rawValue }

  /// When it was, of a request that has ended.
  @inline(__always) func of(_ record: RequestRecord) -> Instant {
    switch self {
    case .arrival: record.arrival
    case .firstScheduled: record.firstScheduled
    case .firstToken: record.firstToken
    case .finish: record.finish
    }
  }
}
