/// A measure of load that the cluster keeps for each replica. It always knows the replica with the least.
public enum LoadSignal: Hashable, Sendable {
  /// Requests sent and not ended or handed over.
  case requests
  /// Prompt tokens of requests sent and not ended or handed over, with predicted output tokens where there is a predictor.
  case tokens
  /// Prompt tokens of requests sent whose first token is not out.
  case pendingPromptTokens
  /// Predicted time of the work sent and not done: prefill until the first token, decoding until the end.
  case work
}
