/// How far the parts of a sweep or a plan have come on a cluster.
public struct ClusterProgress: Hashable, Sendable {
  /// Runs that are stored in parts, those of parts that are over included.
  public var runs: Int
  /// Parts in all that were missing.
  public var parts: Int
  /// Parts that are over.
  public var overParts: Int
  /// Parts that run.
  public var runningParts: Int
  /// Parts that wait for a machine.
  public var waitingParts: Int
  /// Why the first of them waits.
  public var waitingReason: String?

  /// Counts what the cluster says of the parts that are still open.
  init(parts: [Int], open: [Int], states: [Int: PartState], runs: Int) {
    self.runs = runs
    self.parts = parts.count
    overParts = parts.count - open.count
    (runningParts, waitingParts) = (0, 0)
    for part in open {
      switch states[part] {
      case .running: runningParts += 1
      case .waiting(let reason):
        waitingParts += 1
        waitingReason = waitingReason ?? reason
      case .over, nil: break
      }
    }
  }
}
