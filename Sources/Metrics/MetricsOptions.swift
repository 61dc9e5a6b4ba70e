/// What ``RunMetrics`` is to do.
public struct MetricsOptions: Sendable {
  /// Which requests are left out.
  public var warmUp: WarmUp
  /// What was promised, where something was.
  public var objective: Objective?
  /// Whether every request's latencies are kept, for exact quantiles, at 48 bytes a finished request. Token gaps are
  /// pooled in a histogram all the same.
  public var keepsSamples: Bool

  /// Options; the defaults measure everything in constant memory.
  public init(warmUp: WarmUp = .none, objective: Objective? = nil, keepsSamples: Bool = false) {
    self.warmUp = warmUp
    self.objective = objective
    self.keepsSamples = keepsSamples
  }
}
