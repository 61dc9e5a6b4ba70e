import Metrics

/// Makes an objective of its settings.
enum ObjectiveReader {
  /// The objective; nil where nothing is promised.
  static func objective(_ setting: Setting) -> Objective? {
    let limits = MetricID.requestLatencies.compactMap { metric in
      setting[metric.rawValue].time.map { Objective.Limit(metric, atMost: $0) }
    }
    let percentiles = setting["percentiles"].items.map { item in
      guard let metric = MetricID(rawValue: item["metric"].required(item["metric"].word)) else {
        preconditionFailure("the vocabulary names metrics")
      }
      let limit = Objective.Limit(metric, atMost: item["at_most"].required(item["at_most"].time))
      return Objective.PercentileLimit(limit, quantile: item["quantile"].required(item["quantile"].number))
    }
    if limits.isEmpty && percentiles.isEmpty { return nil }
    return Objective(limits: limits, share: setting["attainment"].required(setting["attainment"].number), percentileLimits: percentiles)
  }
}
