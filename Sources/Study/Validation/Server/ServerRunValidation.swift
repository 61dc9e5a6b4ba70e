import Kernel
import Metrics
import Record
import Scenario
import Serving
import Workload

/// Replays a recorded server run and lays the simulation beside what was measured.
struct ServerRunValidation {
  let run: RecordedServerRun
  let options: ValidationOptions

  /// The figures that are compared: those that the peer tells, too.
  static let measures = [MetricID.ttft, .tpot, .e2e].flatMap { metric in
    [Statistic.mean, .p50, .p90, .p95, .p99].map { Measure(metric, $0) }
  }

  /// The report.
  ///
  /// - Throws: ``InputError`` where the server's settings cannot be simulated, and what a simulation throws.
  func report() throws -> ValidationReport {
    try options.checkCounted(of: run.requests.count, file: run.folder)
    let prepared = try ServerScenario.prepared(
      run.settings, name: run.name, file: run.folder + "/meta.json", assignments: options.assignments)
    let load = ReplayLoad(
      run.arrivals, blockTokens: run.settings.blockTokens, words: "recorded run \(run.name), \(run.requests.count) requests")
    let replay = LoadReplay(prepared: prepared, load: load, options: options)
    let measured = try replay.measured(run.records, series: run.bins(of: prepared.cluster))
    let simulated = try replay.simulate()
    return ValidationReport(
      title: run.name, facts: facts(prepared, measured.summary, simulated.summary) + options.leftOutFact,
      groups: [
        .init(
          run.name, figures: figures(measured, simulated), subject: .init(prepared, load: "recorded requests", source: run.name),
          distributions: DistributionDistance.all(measured: counted(run.records), simulated: counted(simulated.records)))
      ],
      notes: shortfalls(simulated.summary), assumptions: run.notes,
      storedPairs: zip([measured.storedRun].compactMap { $0 }, [simulated.storedRun].compactMap { $0 }).map { ($0, $1) })
  }

  private func counted(_ records: [RequestRecord]) -> [RequestRecord] { records.filter { $0.request >= options.firstCounted } }

  /// Both sides of each figure. The peer's are of all requests, and stand beside nothing where some are left out.
  private func figures(_ measured: CompletedRun, _ simulated: CompletedRun) -> [ValidationFigure] {
    let all = options.firstCounted == 0
    let (real, made) = (RecordStatistics(counted(run.records)), RecordStatistics(counted(simulated.records)))
    return Self.measures.compactMap { measure in
      let name = "\(measure.metric.rawValue.uppercased()) \(measure.statistic.rawValue)"
      guard let real = all ? measure.value(in: measured.summary) : real.value(name),
        let made = all ? measure.value(in: simulated.summary) : made.value(name)
      else { return nil }
      return ValidationFigure(name, measured: real, simulated: made, peerError: all ? run.peer?.error(of: measure) : nil)
    }
  }

  private func facts(_ prepared: PreparedScenario, _ measured: RunSummary, _ simulated: RunSummary) -> [(heading: String, text: String)] {
    let settings = run.settings
    let replica = prepared.cluster.pools[0].replica
    var layout = settings.engines > 1 ? ", \(settings.engines) engines that share their experts in \(settings.expertParallel) parts" : ""
    if let link = settings.link, settings.acceleratorsPerReplica > 1 {
      layout += ", linked at \(FixedDecimal.text(link.gigabytesPerSecond, digits: 1)) GB/s"
      layout += " and \(FixedDecimal.text(link.latencySeconds * 1e6, digits: 1)) us"
    }
    let blocks = settings.kvBlocks == nil ? "worked out" : "as the server reported"
    let cached = simulated.promptTokens == 0 ? 0 : 100 * Double(simulated.cachedTokens) / Double(simulated.promptTokens)
    return [
      ("Server", "\(settings.model) on \(replica.accelerators) x \(settings.accelerator), \(settings.engine)\(layout)"),
      (
        "Requests",
        "\(run.requests.count) over \(FixedDecimal.text(measured.end.seconds, digits: 1)) s; simulated, they take "
          + "\(FixedDecimal.text(simulated.end.seconds, digits: 1)) s with \(simulated.preemptions) preemptions, and "
          + "\(FixedDecimal.text(cached, digits: 1)) % of the prompts come from the cache"
      ),
      ("Memory", "\(replica.kvBlocks) blocks of \(replica.blockTokens) tokens, \(blocks)"), ("Calibration", prepared.calibration),
    ]
  }

  /// Requests that the simulation lost on the way, which the figures do not tell.
  private func shortfalls(_ simulated: RunSummary) -> [String] {
    let missing = simulated.counts.arrived - simulated.counts.finished
    return missing == 0 ? [] : ["\(missing) requests were rejected or did not finish in the simulation."]
  }
}

extension RecordedServerRun {
  /// The load: requests when the engine queued them.
  var arrivals: [Arrival] {
    requests.map { Arrival(time: $0.queued, promptTokens: $0.promptTokens, outputTokens: $0.outputTokens, blockHashes: $0.blocks) }
  }

  /// The measured requests as a simulation would have told them.
  var records: [RequestRecord] {
    requests.enumerated().map { index, request in
      RequestRecord(
        request: index, replica: 0, promptTokens: request.promptTokens, outputTokens: request.outputTokens, arrival: request.queued,
        firstScheduled: request.scheduled, firstToken: request.firstToken, finish: request.lastToken)
    }
  }

  /// What the monitor saw, as the bins of a time series.
  func bins(of cluster: ClusterConfiguration) -> [SeriesBin] {
    let blocks = cluster.pools.reduce(0) { $0 + $1.replicas * $1.replica.kvBlocks }
    let finishes = requests.map(\.lastToken).sorted()
    var (start, arrived, finished) = (Instant.start, 0, 0)
    return series.map { row in
      let before = (arrived, finished)
      while arrived < requests.count, requests[arrived].queued <= row.time { arrived += 1 }
      while finished < finishes.count, finishes[finished] <= row.time { finished += 1 }
      defer { start = row.time }
      let seconds = (row.time - start).seconds
      return SeriesBin(
        start: start, end: row.time, waiting: row.waiting, running: row.running, kvBlocksUsed: Int(row.kvShare * Double(blocks)),
        arrived: arrived - before.0, finished: finished - before.1, prefillTokens: Int(row.prefillTokensPerSecond * seconds),
        outputTokens: Int(row.outputTokensPerSecond * seconds), joules: 0)
    }
  }
}
