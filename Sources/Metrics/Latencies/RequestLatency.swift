/// The latencies of which every finished request has one value, or none where it is not defined for it.
///
/// A new latency is a case here with its definition in ``definition``, and ``PerLatency`` one longer.
public enum RequestLatency: Int, Hashable, Sendable, CaseIterable {
  /// Time to first token.
  case ttft
  /// Time per output token after the first.
  case tpot
  /// End-to-end latency.
  case e2e
  /// End-to-end latency over the tokens of the output.
  case normalized
  /// Arrival to first iteration.
  case schedulingDelay

  /// The metric that sums it up.
  public var metric: MetricID { definition.metric.id }

  /// The latency behind a metric, or nil of a metric that single requests have no value of.
  public init?(_ metric: MetricID) {
    guard let latency = Self.allCases.first(where: { $0.metric == metric }) else { return nil }
    self = latency
  }
}

/// A value for each case of ``RequestLatency``, by its raw value, without an allocation of its own.
package typealias PerLatency<Value: ~Copyable> = InlineArray<5, Value>

extension RequestLatency {
  /// The formula of each latency.
  package static let formulas: PerLatency<LatencyFormula> = {
    let formulas = PerLatency<LatencyFormula> { allCases[$0].definition.formula }
    precondition(formulas.count == allCases.count, "PerLatency has not a place for each latency")
    return formulas
  }()
}
