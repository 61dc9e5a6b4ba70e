/// What is outstanding at a replica by each ``LoadSignal``, or a change of it.
struct ReplicaLoad: BitwiseCopyable {
  /// Requests.
  var requests: Int64 = 0
  /// Tokens of requests, as far as they are known.
  var tokens: Int64 = 0
  /// Prompt tokens of requests whose first token is not out.
  var pendingPrompt: Int64 = 0
  /// Predicted nanoseconds of work.
  var work: Int64 = 0

  /// One of the signals.
  @inline(__always) subscript(signal: LoadSignal) -> Int64 {
    switch signal {
    case .requests: requests
    case .tokens: tokens
    case .pendingPromptTokens: pendingPrompt
    case .work: work
    }
  }

  /// Adds a change.
  @inline(__always) mutating func add(_ change: ReplicaLoad) {
    requests += change.requests
    tokens += change.tokens
    pendingPrompt += change.pendingPrompt
    work += change.work
  }

  /// Whether nothing is below zero that counts what is there.
  var isPossible: Bool { min(requests, tokens, pendingPrompt) >= 0 }
}
