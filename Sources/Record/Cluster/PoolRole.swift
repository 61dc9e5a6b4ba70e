/// What the replicas of a pool do of a request.
public enum PoolRole: String, Hashable, Sendable, CaseIterable {
  /// All of it: the prompt and every token.
  case both
  /// The prompt and the first token; then the KV is handed over.
  case prefill
  /// Every token after the first, from KV that is handed over.
  case decode

  /// Whether requests are sent to such a replica on their arrival.
  public var takesPrompts: Bool { self != .decode }
  /// Whether KV is handed over to such a replica.
  public var takesHandOvers: Bool { self != .prefill }
}
