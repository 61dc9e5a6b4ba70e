import Kernel
import Serving

/// What ``RunMetrics`` is to do.
public struct MetricsOptions: Sendable {
  /// Which requests are left out.
  public var warmUp: WarmUp
  /// What was promised, where something was.
  public var objective: Objective?
  /// Whether every request's latencies are kept, for exact quantiles, at 48 bytes a finished request.
  public var keepsSamples: Bool

  /// Options; the defaults measure everything in constant memory.
  public init(warmUp: WarmUp = .none, objective: Objective? = nil, keepsSamples: Bool = false) {
    self.warmUp = warmUp
    self.objective = objective
    self.keepsSamples = keepsSamples
  }
}

/// Listens to a run and sums it up: O(1) a call, nothing a token, and constant memory unless samples are asked for.
public final class RunMetrics: Observer {
  /// Where records go as well; the database's recorder, as a rule.
  public let sink: (any RequestSink)?
  private let options: MetricsOptions

  /// A listener; give it to one run, then ask for ``summary(of:cluster:figures:)``.
  public init(_ options: MetricsOptions = MetricsOptions(), sink: (any RequestSink)? = nil) {
    self.options = options
    self.sink = sink
  }

  public func requestFinished(_ record: RequestRecord) {
  }

  /// The run's summary, when it is over.
  ///
  /// - Parameters:
  ///   - outcome: what the run came to.
  ///   - cluster: what ran, for prices.
  ///   - figures: of each pool's replicas, in the cluster's order, for MFU and MBU; empty leaves those two out.
  public func summary(of outcome: RunOutcome, cluster: ClusterConfiguration, figures: [UtilizationFigures] = []) -> RunSummary {
    fatalError()
  }
}
