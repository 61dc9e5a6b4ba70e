import Record

/// What ``RunMetrics`` is to do.
public struct MetricsOptions: Sendable {
  /// Which requests are left out.
  public var warmUp: WarmUp
  /// What was promised, where something was.
  public var objective: Objective?
  /// Whether every request's latencies are kept, for exact quantiles, at 48 bytes a finished request. A run of more than
  /// ``LatencySamples/limit`` requests takes its quantiles from histograms, and token gaps are pooled in one in any case.
  public var keepsSamples: Bool
  /// The classes of the load, by which figures are told as well; those of the run's options.
  public var classes: [RequestClass]
  /// The run's seed, from which every request's class is drawn.
  public var seed: UInt64
  /// For each pool the share of its routed experts' weights that an iteration of so many tokens reads; nil for a pool without such.
  /// Empty where no MBU is asked for, or no pool has routed experts.
  public var expertShares: [(@Sendable (Int) -> Double)?]

  /// Options; the defaults measure everything in constant memory.
  public init(
    warmUp: WarmUp = .none, objective: Objective? = nil, keepsSamples: Bool = false, classes: [RequestClass] = [], seed: UInt64 = 0,
    expertShares: [(@Sendable (Int) -> Double)?] = []
  ) {
    self.warmUp = warmUp
    self.objective = objective
    self.keepsSamples = keepsSamples
    self.classes = classes
    self.seed = seed
    self.expertShares = expertShares
  }
}
