import Kernel

/// How a pool grows and shrinks with its load: a target of requests for each replica, looked at every so often.
///
/// The rule of Kubernetes' horizontal pod autoscaler (wanted = load / target, rounded up), with its stabilisation window
/// before anything is taken away. Replicas that start take their time, and serve no request meanwhile.
public struct ScalingRule: Hashable, Sendable {
  /// Replicas that are always there.
  public var minimum: Int
  /// Replicas there at the start of the run.
  public var initial: Int
  /// Outstanding requests that one replica is to have.
  public var requestsPerReplica: Double
  /// How often the load is looked at.
  public var interval: Duration
  /// From the decision to a replica that serves: machine, container, weights.
  public var startUp: Duration
  /// How long there must have been too many replicas before one is taken away.
  public var stabilisation: Duration

  /// A rule; every figure is given, for none has a value that suits all pools.
  public init(
    minimum: Int, initial: Int, requestsPerReplica: Double, interval: Duration, startUp: Duration, stabilisation: Duration
  ) {
    self.minimum = minimum
    self.initial = initial
    self.requestsPerReplica = requestsPerReplica
    self.interval = interval
    self.startUp = startUp
    self.stabilisation = stabilisation
  }

  /// Refuses rules that cannot be, for a pool of so many replicas at most.
  func check(pool: String, replicas: Int) throws {
    if minimum < 0 || minimum > replicas {
      throw InputError("pool '\(pool)' keeps \(minimum) of \(replicas) replicas", remedy: "between 0 and \(replicas)")
    }
    if initial < minimum || initial > replicas {
      throw InputError("pool '\(pool)' begins with \(initial) replicas", remedy: "between \(minimum) and \(replicas)")
    }
    if !(requestsPerReplica > 0 && requestsPerReplica < 1e9) {
      throw InputError("pool '\(pool)' is to have \(requestsPerReplica) requests a replica", remedy: "above zero")
    }
    if interval <= .zero { throw InputError("pool '\(pool)' is looked at every \(interval.seconds) s", remedy: "above zero") }
    if startUp < .zero || stabilisation < .zero {
      throw InputError("pool '\(pool)' has a start-up or stabilisation time below zero", remedy: "zero or more")
    }
  }

  /// Replicas that a load asks for, between the least and `most`.
  func wanted(requests: Int, most: Int) -> Int {
    let wanted = (Double(requests) / requestsPerReplica).rounded(.up)
    return max(minimum, wanted < Double(most) ? Int(wanted) : most)
  }
}
