/// What policies may know of a request's output before it ends.
public enum OutputPredictor: Hashable, Sendable {
  /// Nothing.
  case none
  /// The truth: an upper bound on what prediction can bring.
  case oracle
  /// The truth times a log-normal error whose logarithm has this deviation, drawn from the request's own sub-stream.
  case noisy(logDeviation: Double)
}
