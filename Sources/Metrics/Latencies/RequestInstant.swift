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
}
