import Metrics
import Scenario
import Store
import Workload

extension PreparedScenario {
  /// What the runs of a scenario are, in columns.
  static func description(of scenario: Scenario, values: [VariedValue]) -> RunDescription {
    RunDescription(
      experiment: scenario.experiment, model: joined(scenario.pools.map(\.model)),
      accelerator: joined(scenario.pools.map(\.accelerator)), layout: layout(of: scenario.pools),
      scheduler: joined(scenario.pools.map(\.scheduler.name)), offeredPerSecond: scenario.workload.offeredPerSecond,
      values: values.map { ($0.path, $0.text) },
      pools: scenario.pools.map { pool in
        RunDescription.Pool(
          model: pool.model, accelerator: pool.accelerator, tensor: pool.layout.tensor, pipeline: pool.layout.pipeline,
          data: pool.layout.data, expert: pool.layout.expert)
      })
  }

  /// Each of the names once, in their order.
  private static func joined(_ names: [String]) -> String {
    names.enumerated().filter { !names[..<$0].contains($1) }.map(\.element).joined(separator: "+")
  }

  /// Such as `TP2 x3`, or `prefill TP2 x3 + decode TP1 PP2 x1` of several pools.
  private static func layout(of pools: [PoolSettings]) -> String {
    pools.map { pool in
      let degrees = [
        ("PP", pool.layout.pipeline), ("DP", pool.layout.data), ("EP", pool.layout.expert), ("CP", pool.layout.context.groups),
        ("FF", pool.layout.feedForward?.accelerators ?? 1),
      ].filter { $0.1 > 1 }
      let text = (["TP\(pool.layout.tensor)"] + degrees.map { "\($0.0)\($0.1)" }).joined(separator: " ") + " x\(pool.replicas)"
      return pools.count > 1 ? "\(pool.name) \(text)" : text
    }.joined(separator: " + ")
  }
}

extension WorkloadSpecification {
  /// Requests, or tasks of agents, that are offered a second by the word of the scenario; nil where they come at the times of a trace or at a profile's own
  /// rate, all at once, or in a closed loop.
  var offeredPerSecond: Double? {
    if concurrency != nil { return nil }
    var rate: Double? =
      switch origin {
      case .trace: nil
      case .profile(_, _, _, let rate): rate
      case .synthetic(let arrivals, _, _, _), .sharedPrefixes(_, let arrivals, _), .agents(_, let arrivals, _, _):
        arrivals.requestsPerSecond
      }
    for transform in transforms {
      switch transform {
      case .scaleRate(let factor): rate = rate.map { $0 * Double(factor.numerator) / Double(factor.denominator) }
      case .resample(let process, _): rate = process.requestsPerSecond
      // A rate that goes up and down is none.
      case .day: rate = nil
      case .group(let rules): rate = rules.earlyStop.isEmpty ? rate.map { $0 * Double(rules.votes) / Double(rules.questions) } : nil
      // How many pieces an input has is its own.
      case .stream: rate = nil
      case .window, .limit, .clip, .repeat, .scaleTokens, .promptOnly: break
      }
    }
    return rate
  }
}
