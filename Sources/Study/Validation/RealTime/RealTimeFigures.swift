import Metrics
import Serving

/// The figures that both sides of a validation on this machine are compared by.
enum RealTimeFigures {
  private static let latencies = [MetricID.ttft, .tpot, .itl, .e2e].flatMap { metric in
    [Statistic.mean, .p50, .p90, .p99].map { Measure(metric, $0) }
  }

  /// Latencies, throughput and batches: measured as the mean of two runs, with their difference as the noise.
  static func figures(_ first: RunSummary, _ second: RunSummary, _ simulated: RunSummary) -> [ValidationFigure] {
    var figures: [ValidationFigure] = []
    func add(_ name: String, _ unit: String, _ value: (RunSummary) -> Double?) {
      guard let one = value(first), let other = value(second), let made = value(simulated) else { return }
      let mean = (one + other) / 2
      figures.append(
        ValidationFigure(name, unit: unit, measured: mean, simulated: made, noise: mean == 0 ? 0 : (other - one) / mean))
    }
    for measure in latencies {
      add("\(measure.metric.rawValue.uppercased()) \(measure.statistic.rawValue)", "ms") { measure.value(in: $0) }
    }
    add("Requests", "a second") { $0[.requestThroughput]?.mean }
    add("Output tokens", "a second") { $0[.outputThroughput]?.mean }
    add("Decodes", "an iteration") { perIteration($0) { $0.decodeTokens } }
    add("Prefilled", "tokens an iteration") { perIteration($0) { $0.prefillTokens } }
    return figures
  }

  private static func perIteration(_ summary: RunSummary, _ count: (ReplicaOutcome) -> Int) -> Double? {
    let iterations = summary.replicas.reduce(0) { $0 + $1.iterations }
    return iterations == 0 ? nil : Double(summary.replicas.reduce(0) { $0 + count($1) }) / Double(iterations)
  }
}
