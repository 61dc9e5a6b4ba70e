/// Why a request was turned away on arrival.
public enum RejectionReason: UInt8, Hashable, Sendable, CaseIterable {
  /// Prompt and output together are longer than the model's limit.
  case exceedsModelLength
  /// Its KV would not fit into the replica's memory even alone.
  case exceedsKVCapacity
  /// The policy prefills whole prompts and this one is larger than an iteration may be.
  case exceedsBatchTokens

  /// The reason as people and databases read it.
  public var name: String {
    switch self {
    case .exceedsModelLength: "exceeds model length"
    case .exceedsKVCapacity: "exceeds KV capacity"
    case .exceedsBatchTokens: "exceeds batch tokens"
    }
  }
}
