/// What a cluster says of a part.
public enum PartState: Hashable, Sendable {
  /// It waits for a machine, for this reason.
  case waiting(String)
  /// It runs.
  case running
  /// It is over, in this way: `COMPLETED`, `TIMEOUT`, `NODE_FAIL`.
  case over(String)

  /// Whether the cluster still has it in hand.
  public var isLive: Bool { if case .over = self { false } else { true } }
}
