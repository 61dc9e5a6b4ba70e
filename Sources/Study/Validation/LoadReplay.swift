import Kernel
import Metrics
import Record
import Scenario
import Serving
import Store
import Workload

/// Simulates a replayed load, and brings measured and simulated requests through the same statistics into the same store.
struct LoadReplay {
  /// The cluster, out of a scenario whose workload is not used.
  let prepared: PreparedScenario
  /// What arrives.
  let load: ReplayLoad
  /// Who does it and where runs go.
  let options: ValidationOptions

  /// Width of the time series' bins: a server's monitor tells its state every second.
  var seriesBin = Duration.seconds(1)
  /// When the simulation ends, whatever is still to come.
  var horizon = Instant.never

  /// A replay of a load on a cluster.
  init(prepared: PreparedScenario, load: ReplayLoad, options: ValidationOptions) {
    self.prepared = prepared
    self.load = load
    self.options = options
  }

  /// Simulates the load; the records of its requests are kept.
  ///
  /// - Throws: ``InputError``, ``FailedRun``, ``Interrupted``.
  func simulate() throws -> CompletedRun {
    if options.progress.isStopped { throw Interrupted() }
    let sink = try KeptRecords(options.store.map { try prepared.begin(provenance(of: .simulated), in: $0) })
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true, expertShares: prepared.expertShares), sink: sink)
    var simulation = try Simulation(
      cluster: prepared.cluster, source: ArrivalList(load.arrivals),
      options: SimulationOptions(
        seed: options.seed, concurrency: load.concurrency, seriesBin: seriesBin, horizon: horizon, promptBlockTokens: load.blockTokens),
      observer: metrics)
    let outcome: RunOutcome
    do { outcome = try simulation.run() } catch let broken as BrokenInvariant {
      throw FailedRun(file: prepared.scenario.file, assignments: prepared.assignments, seed: options.seed, invariant: broken)
    }
    let summary = metrics.summary(of: outcome, cluster: ClusterDescription(prepared.cluster), figures: prepared.utilizationFigures)
    options.progress.add(requests: outcome.finished, at: outcome.end)
    options.progress.addRun()
    return try sink.finish(summary, seed: options.seed)
  }

  /// The statistics of requests that were measured, in the order of the load, and what a monitor saw meanwhile.
  ///
  /// Token gaps and energy are not in such a record, and are left out.
  /// - Throws: ``InputError`` where the store cannot be written.
  func measured(_ records: [RequestRecord], series: [SeriesBin] = []) throws -> CompletedRun {
    let sink = try KeptRecords(options.store?.beginRun(provenance(of: .measured), cluster: ClusterDescription(prepared.cluster)))
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true), sink: sink)
    var (digest, end) = (Digest(), Instant.start)
    for record in records.sorted(by: { ($0.finish, $0.request) < ($1.finish, $1.request) }) {
      metrics.receive(.finished(record))
      for time in [record.arrival, record.firstScheduled, record.firstToken, record.finish] { digest.mix(time.picoseconds) }
      end = max(end, record.finish)
    }
    let outcome = RunOutcome(
      end: end, arrived: records.count, finished: records.count, rejected: RejectionReason.allCases.map { _ in 0 }, unfinished: 0,
      promptTokens: records.reduce(0) { $0 + $1.promptTokens }, outputTokens: records.reduce(0) { $0 + $1.outputTokens }, events: 0,
      digest: digest.value, replicas: [])
    var summary = metrics.summary(of: outcome, cluster: ClusterDescription(prepared.cluster))
    summary.metrics.removeAll { !Self.told.contains($0.metric) }
    summary.series = series
    summary.replicaChanges = nil
    return try sink.finish(summary, seed: options.seed)
  }

  /// What a record of requests tells: nothing of energy, and nothing of what the accelerators did.
  private static let told =
    Set(MetricID.requestLatencies).union([.requestThroughput, .outputThroughput, .totalThroughput, .requestsInSystem, .queueLength])

  private enum Side: String {
    case measured, simulated
  }

  private func provenance(of side: Side) -> RunProvenance {
    let text = prepared.scenario.resolvedText(underLoad: load.words, calibration: side == .measured ? "measured" : nil)
    var hash = Digest()
    hash.mix(bytesOf: text)
    return RunProvenance(
      name: "\(prepared.name) (\(side.rawValue))", scenario: text, scenarioHash: hash.hexadecimal, traceDigest: load.digest.hexadecimal,
      calibration: side == .measured ? "measured" : prepared.calibration, revision: options.program.revision,
      version: options.program.version, seed: options.seed, record: .all, created: options.program.created)
  }
}

/// Keeps a run's records, and hands them on to the database where there is one.
private final class KeptRecords: RequestSink {
  private let recorder: RunRecorder?
  private var records: [RequestRecord] = []

  init(_ recorder: RunRecorder?) { self.recorder = recorder }

  func receive(_ event: RunEvent) {
    if case .finished(let record) = event { records.append(record) }
    recorder?.receive(event)
  }

  /// Stores the run's end.
  func finish(_ summary: RunSummary, seed: UInt64) throws -> CompletedRun {
    try recorder?.finish(summary)
    return CompletedRun(
      seed: seed, summary: summary, storedRun: recorder?.run, storedIn: recorder?.path,
      records: records.sorted { $0.request < $1.request })
  }
}
