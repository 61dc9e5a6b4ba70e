/// Which requests of a run have a row of their own.
public enum RecordLevel: Hashable, Sendable {
  /// Every finished and every rejected request.
  case all
  /// A seeded share of the finished ones, the same requests under every policy, and every rejected one.
  case sample(fraction: Double)
  /// None: the run's metrics, counts and series only.
  case summaries

  /// The level as scenarios and the database name it.
  public var name: String {
    switch self {
    case .all: "all"
    case .sample: "sample"
    case .summaries: "summaries"
    }
  }
}
