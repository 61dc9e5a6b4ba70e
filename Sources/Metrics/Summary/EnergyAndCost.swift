import Record

/// What a run drew and what its cluster cost, from start to end.
struct EnergyAndCost {
  let joules: Double
  let dollars: Double
  /// Grams of carbon dioxide; nil where the scenario has no carbon intensity.
  let grams: Double?

  private static let joulesPerKilowattHour = 3.6e6

  init(_ outcome: RunOutcome, _ cluster: ClusterDescription) {
    joules = outcome.replicas.reduce(0) { $0 + $1.joules }
    // A replica costs money while it is switched on, whether it serves, starts or is down.
    // One replica's time may fill 63 bits, so the sum over 65,536 of them has 79.
    var picoseconds = [Int128](repeating: 0, count: cluster.pools.count)
    for replica in outcome.replicas { picoseconds[replica.pool] += Int128(replica.onTime.picoseconds) }
    var dollars = 0.0
    for (pool, time) in zip(cluster.pools, picoseconds) { dollars += pool.dollarsPerHour * Double(time) / 3.6e15 }
    self.dollars = dollars
    let drawn = joules / Self.joulesPerKilowattHour
    grams = cluster.carbonGramsPerKilowattHour.map { $0 * drawn }
  }

  /// Power, energy, carbon and price for each unit of work; what has no work to be divided by is left out.
  ///
  /// - Parameter requests: those that finished and that somebody waited for.
  func metrics(_ outcome: RunOutcome, requests: Int, promptTokens: Int, series: [SeriesBin]) -> [MetricSummary] {
    var metrics: [MetricSummary] = []
    let seconds = outcome.end.seconds
    if seconds > 0 { metrics.append(MetricSummary(metric: .meanPower, mean: joules / seconds)) }
    if let peak = series.map(\.watts).max() { metrics.append(MetricSummary(metric: .peakPower, mean: peak)) }
    metrics += phases(outcome, requests: requests)
    guard outcome.outputTokens > 0 else { return metrics }
    metrics.append(MetricSummary(metric: .energyPerOutputToken, mean: joules / Double(outcome.outputTokens)))
    metrics.append(MetricSummary(metric: .costPerMillionOutputTokens, mean: dollars * 1e6 / Double(outcome.outputTokens)))
    let tokens = Double(promptTokens) + Double(outcome.outputTokens)
    metrics.append(MetricSummary(metric: .costPerMillionTokens, mean: dollars * 1e6 / tokens))
    if let grams {
      metrics.append(MetricSummary(metric: .carbonPerMillionOutputTokens, mean: grams * 1e6 / Double(outcome.outputTokens)))
      metrics.append(MetricSummary(metric: .carbonPerMillionTokens, mean: grams * 1e6 / tokens))
    }
    return metrics
  }

  /// Energy by phase, for each request and each token.
  private func phases(_ outcome: RunOutcome, requests: Int) -> [MetricSummary] {
    var metrics: [MetricSummary] = []
    let prefill = Double(outcome.replicas.reduce(0) { $0 + $1.prefillNanojoules }) / 1e9
    let decode = Double(outcome.replicas.reduce(0) { $0 + $1.decodeNanojoules }) / 1e9
    let idle = outcome.replicas.reduce(0) { $0 + $1.idleJoules }
    if requests > 0 {
      let requests = Double(requests)
      metrics.append(MetricSummary(metric: .energyPerRequest, mean: joules / requests))
      metrics.append(MetricSummary(metric: .prefillEnergyPerRequest, mean: prefill / requests))
      metrics.append(MetricSummary(metric: .decodeEnergyPerRequest, mean: decode / requests))
      metrics.append(MetricSummary(metric: .idleEnergyPerRequest, mean: idle / requests))
    }
    let prefilled = outcome.replicas.reduce(Int128(0)) { $0 + Int128($1.prefillTokens) }
    let decoded = outcome.replicas.reduce(Int128(0)) { $0 + Int128($1.decodeTokens) }
    if prefilled > 0 { metrics.append(MetricSummary(metric: .prefillEnergyPerToken, mean: prefill / Double(prefilled))) }
    if decoded > 0 { metrics.append(MetricSummary(metric: .decodeEnergyPerToken, mean: decode / Double(decoded))) }
    return metrics
  }
}
