import Serving

/// What a run drew and what its cluster cost, from start to end.
struct EnergyAndCost {
  let joules: Double
  let dollars: Double

  init(_ outcome: RunOutcome, _ cluster: ClusterConfiguration) {
    joules = outcome.replicas.reduce(0) { $0 + $1.joules }
    let dollarsPerHour = cluster.pools.reduce(0) { $0 + $1.replica.dollarsPerHour * Double($1.replicas) }
    dollars = dollarsPerHour * outcome.end.seconds / 3600
  }

  /// Power, energy and price for each unit of work; what has no work to be divided by is left out.
  func metrics(_ outcome: RunOutcome, promptTokens: Int) -> [MetricSummary] {
    var metrics: [MetricSummary] = []
    let seconds = outcome.end.seconds
    if seconds > 0 { metrics.append(MetricSummary(metric: .meanPower, mean: joules / seconds)) }
    if outcome.finished > 0 { metrics.append(MetricSummary(metric: .energyPerRequest, mean: joules / Double(outcome.finished))) }
    guard outcome.outputTokens > 0 else { return metrics }
    metrics.append(MetricSummary(metric: .energyPerOutputToken, mean: joules / Double(outcome.outputTokens)))
    metrics.append(MetricSummary(metric: .costPerMillionOutputTokens, mean: dollars * 1e6 / Double(outcome.outputTokens)))
    let tokens = Double(promptTokens) + Double(outcome.outputTokens)
    metrics.append(MetricSummary(metric: .costPerMillionTokens, mean: dollars * 1e6 / tokens))
    return metrics
  }
}
