import Metrics
import Record
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

  /// Joules of a token, where the machine's own counters told what both servings drew.
  static func energy(_ measured: [(summary: RunSummary, joules: Double?)], _ simulated: RunSummary) -> [ValidationFigure] {
    let perToken = measured.compactMap { one -> Double? in
      guard let joules = one.joules, one.summary.outputTokens > 0 else { return nil }
      return joules / Double(one.summary.outputTokens)
    }
    guard perToken.count == 2, let made = simulated[.energyPerOutputToken]?.mean else { return [] }
    let mean = (perToken[0] + perToken[1]) / 2
    return [
      ValidationFigure(
        "Energy", unit: "J a token", measured: mean, simulated: made, noise: mean == 0 ? 0 : (perToken[1] - perToken[0]) / mean)
    ]
  }

  // MARK: Targets

  /// How far a simulation may be off: means and medians of TTFT, TPOT and E2E by 5 %, their 99th percentiles by 10 %.
  private static func target(_ figure: ValidationFigure) -> Double? {
    let words = figure.name.split(separator: " ")
    guard words.count == 2, ["TTFT", "TPOT", "E2E"].contains(words[0]) else { return nil }
    return switch words[1] {
    case "mean", "p50": 0.05
    case "p99": 0.1
    default: nil
    }
  }

  /// Which figures are as near as they are to be, and which are not but no further off than the machine is from itself.
  static func verdict(_ groups: [ValidationReport.Group]) -> String {
    var (within, excused) = (0, 0)
    var missed: [String] = []
    for group in groups {
      for figure in group.figures {
        guard let target = target(figure) else { continue }
        if figure.error.magnitude <= target {
          within += 1
        } else if figure.error.magnitude <= figure.noise?.magnitude ?? 0 {
          excused += 1
        } else {
          missed.append("\(group.name) \(figure.name)")
        }
      }
    }
    return
      "Targets (mean and median of TTFT, TPOT and E2E within 5 %, p99 within 10 %): \(within) of \(within + excused + missed.count) met, "
      + "\(excused) more within the machine's own noise, \(missed.count) missed"
      + (missed.isEmpty ? "" : ": " + missed.joined(separator: ", "))
  }

  private static func perIteration(_ summary: RunSummary, _ count: (ReplicaOutcome) -> Int) -> Double? {
    let iterations = summary.replicas.reduce(0) { $0 + $1.iterations }
    return iterations == 0 ? nil : Double(summary.replicas.reduce(0) { $0 + count($1) }) / Double(iterations)
  }
}
