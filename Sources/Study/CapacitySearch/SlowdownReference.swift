import Kernel
import Metrics
import Record
import Scenario
import Serving

/// What every request of a workload would have had alone on a reference machine: the denominators of Splitwise's slowdowns
/// (Patel et al., ISCA 2024, section 5).
///
/// The reference machine serves the same requests one at a time, in a closed loop of one.
public struct SlowdownReference: Sendable {
  private let latencies: [UInt64: [RequestLatency]]
  private let countsAllTokens: Bool

  private struct RequestLatency: Sendable {
    let request: Int
    let ttft: Double
    let tpot: Double?
    let e2e: Double
    /// What of the time per gap is left where it is spread over all tokens.
    let gapShare: Double

    init(_ record: RequestRecord) {
      request = record.request
      ttft = (record.firstToken - record.arrival).seconds
      e2e = (record.finish - record.arrival).seconds
      gapShare = Double(record.outputTokens - 1) / Double(max(record.outputTokens, 1))
      tpot = record.outputTokens > 1 ? (record.finish - record.firstToken).seconds / Double(record.outputTokens - 1) : nil
    }

    func value(_ metric: MetricID) -> Double? {
      switch metric {
      case .ttft: ttft
      case .tpot: tpot
      default: e2e
      }
    }
  }

  /// Serves the requests of `scenario` one by one on `machine`, whose own workload is not used.
  ///
  /// - Parameter countsAllTokens: see ``CapacityQuestion/slowdownsCountAllTokens``.
  /// - Throws: ``InputError`` where the machine cannot serve them, and what ``Study/run()`` throws.
  init(
    machine: Scenario, requestsOf scenario: Scenario, countsAllTokens: Bool = false, options: StudyOptions, progress: StudyProgress
  ) throws {
    self.countsAllTokens = countsAllTokens
    let alone = try machine.serving(workloadOf: scenario, assignments: ["workload.concurrency=1"])
    let runs = try ObservedRuns.carryOut(
      [try PreparedScenario(alone)], options: options, progress: progress, keepsRecords: true, keepsTokens: false)[0]
    guard runs.isComplete else {
      throw InputError(
        "the reference machine cannot serve all requests of '\(scenario.name)'", file: machine.file, remedy: "give it more memory")
    }
    latencies = Dictionary(uniqueKeysWithValues: runs.replications.runs.map { ($0.seed, $0.records.map(RequestLatency.init)) })
  }

  /// A quantile of the slowdowns of all requests of all runs; nil where the runs have no records.
  func slowdown(_ metric: MetricID, quantile: Double, in replications: Replications) -> Double? {
    var ratios: [Double] = []
    for run in replications.runs {
      guard let alone = latencies[run.seed], alone.count == run.records.count else { return nil }
      for (record, reference) in zip(run.records, alone) {
        precondition(record.request == reference.request, "records come in the order of requests")
        let loaded = RequestLatency(record)
        let share = countsAllTokens && metric == .tpot ? loaded.gapShare : 1
        if let value = loaded.value(metric), let base = reference.value(metric), base > 0 { ratios.append(value * share / base) }
      }
    }
    return Self.quantile(quantile, of: ratios.sorted())
  }

  /// The quantile by linear interpolation, as everywhere in this program.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double? {
    guard let last = sorted.last else { return nil }
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    if index + 1 >= sorted.count { return last }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
