import Kernel
import Record
import Workload

/// Simulates what benchmarks measured: the same requests one by one where the result has them, else as many of the mean lengths.
struct BenchmarkValidation {
  let runs: [BenchmarkRun]
  /// Runs whose results cannot be used.
  let leftOut: LeftOut
  let title: String
  let options: ValidationOptions

  /// What the report gathers run by run.
  private struct Findings {
    var groups: [ValidationReport.Group] = []
    var leftOut: LeftOut
    var assumptions: [String] = []
    var servers: [String] = []
    var calibrations: [String] = []
    var loads: [String] = []
    var stored: [Int64] = []
    var requests = 0
    var firstFault: InputError?

    mutating func leaveOut(_ name: String, _ fault: InputError) {
      firstFault = firstFault ?? fault
      leftOut.add(name, fault)
    }
  }

  /// The report.
  ///
  /// - Throws: ``InputError`` where the server or the load is not told, or nothing can be compared; and what a simulation throws.
  func report() throws -> ValidationReport {
    let server = BenchmarkServer(options: options)
    var findings = Findings(leftOut: leftOut)
    for run in runs {
      try server.check(run)
      if run.summary != nil { try options.checkSums(file: run.file) }
      try options.checkCounted(of: run.count, file: run.file)
      if load(of: run) == .unsaid { throw unsaidLoad(of: run) }
    }
    for (index, run) in runs.enumerated() {
      options.say("simulating result \(index + 1) of \(runs.count)")
      let prepared: PreparedScenario
      do {
        let found = try server.prepared(for: run)
        prepared = found.scenario
        for text in found.assumptions where !findings.assumptions.contains(text) { findings.assumptions.append(text) }
      } catch let fault as InputError {
        findings.leaveOut(run.name, fault)
        continue
      }
      try simulate(run, on: prepared, into: &findings)
    }
    if findings.groups.isEmpty, let fault = findings.firstFault { throw fault }
    return ValidationReport(
      title: title, facts: facts(findings), groups: findings.groups, assumptions: findings.assumptions, leftOut: findings.leftOut,
      storedSimulations: findings.stored)
  }

  private func facts(_ findings: Findings) -> [(heading: String, text: String)] {
    let tools = runs.reduce(into: [String]()) { if !$0.contains($1.tool) { $0.append($1.tool) } }
    return [
      ("Results", "\(findings.groups.count) of \(findings.groups.count + findings.leftOut.count), of \(tools.joined(separator: " and "))"),
      ("Servers", findings.servers.joined(separator: "; ")),
      ("Requests", "\(findings.requests), \(findings.loads.joined(separator: "; "))"),
      ("Calibration", findings.calibrations.joined(separator: ", ")),
    ].filter { !$0.1.isEmpty } + options.leftOutFact
  }

  // MARK: Load

  /// How the requests of a run are sent: as its result tells, or as options say where it does not.
  func load(of run: BenchmarkRun) -> BenchmarkLoad {
    if run.load != .unsaid { return run.load }
    return .of(rate: options.requestsPerSecond.map { .poisson(requestsPerSecond: $0) }, cap: options.concurrency, hasTimes: false)
  }

  func unsaidLoad(of run: BenchmarkRun) -> InputError {
    InputError(
      "the result of \(run.tool) does not tell how requests were sent", file: run.file,
      remedy: "give --rate with requests a second, or --concurrency with how many were kept in flight")
  }

  /// The requests in order of time; lengths are the means where single ones are not known.
  func arrivals(of run: BenchmarkRun, _ load: BenchmarkLoad) throws -> [Arrival] {
    let lengths =
      run.summary.map { summary in
        Array(
          repeating: (Int(summary.promptTokens.rounded()), Int(summary.outputTokens.rounded())), count: summary.requests)
      } ?? run.requests.map { ($0.promptTokens, $0.outputTokens) }
    let times: [Instant]
    switch load {
    case .recorded: times = try recordedTimes(of: run)
    case .drawn(let process): times = try drawnTimes(process, count: lengths.count)
    case .inFlight, .unsaid: times = Array(repeating: .start, count: lengths.count)
    }
    return zip(times, lengths).map { Arrival(time: $0, promptTokens: $1.0, outputTokens: $1.1) }
  }

  private func recordedTimes(of run: BenchmarkRun) throws -> [Instant] {
    let starts = run.requests.map { $0.start ?? 0 }
    let first = starts.min() ?? 0
    return try starts.map { start in
      guard let length = Duration(exactlySeconds: start - first) else {
        throw InputError(
          "a request starts \(start - first) s after the first one", file: run.file, remedy: "a run is no longer than 106 days")
      }
      return Instant(length)
    }
  }

  private func drawnTimes(_ process: ArrivalProcess, count: Int) throws -> [Instant] {
    var source = try SyntheticSource(
      arrivals: process, lengths: .independent(prompt: .constant(1), output: .constant(1)), seed: options.seed, requests: count)
    var times: [Instant] = []
    while let arrival = try source.next() { times.append(arrival.time) }
    return times
  }

  // MARK: Simulation

  private func simulate(_ run: BenchmarkRun, on prepared: PreparedScenario, into findings: inout Findings) throws {
    let figures = run.figures(from: options.firstCounted)
    if let fault = PhysicalCheck(prepared).fault(run.work) {
      findings.leaveOut("\(run.name): \(fault.share)", InputError(fault.reason))
      return
    }
    let load = load(of: run)
    let concurrency: Int? = if case .inFlight(let count) = load { count } else { nil }
    let replayed = ReplayLoad(
      try arrivals(of: run, load), concurrency: concurrency, words: "\(run.count) requests of \(run.name), \(load.words)")
    let simulated = try LoadReplay(prepared: prepared, load: replayed, options: options).simulate()
    let model = prepared.deployments.first?.deployment.model.name ?? ""
    let counted = simulated.records.filter { $0.request >= options.firstCounted }
    findings.groups.append(
      .init(
        run.name, family: model, figures: compared(figures, counted),
        subject: .init(prepared, load: load.kind, source: Validation.name(run.file)),
        distributions: run.summary == nil
          ? DistributionDistance.all(
            measured: run.records(from: options.firstCounted), simulated: counted,
            hasFirstTokens: run.requests.allSatisfy { $0.ttft != nil }) : []))
    findings.requests += run.count
    if let number = simulated.storedRun { findings.stored.append(number) }
    note(run, load, shortfall: run.count - simulated.records.count, in: &findings)
    let replica = prepared.cluster.pools[0].replica
    let server = "\(model) on \(replica.accelerators) x \(prepared.deployments.first?.deployment.accelerator.id ?? "")"
    if !findings.servers.contains(server) { findings.servers.append(server) }
    if !findings.calibrations.contains(prepared.calibration) { findings.calibrations.append(prepared.calibration) }
    if !findings.loads.contains(load.words) { findings.loads.append(load.words) }
  }

  private func compared(_ figures: [BenchmarkRun.Figure], _ records: [RequestRecord]) -> [ValidationFigure] {
    let statistics = RecordStatistics(records)
    return figures.compactMap { figure in
      let simulated = figure.name == BenchmarkRun.outputRate ? outputRate(records) : statistics.value(figure.name)
      return simulated.map { ValidationFigure(figure.name, unit: figure.unit, measured: figure.value, simulated: $0) }
    }
  }

  /// Output tokens a second from the first arrival to the last token.
  private func outputRate(_ records: [RequestRecord]) -> Double? {
    guard let first = records.map(\.arrival).min(), let last = records.map(\.finish).max(), last > first else { return nil }
    return records.reduce(0) { $0 + Double($1.outputTokens) } / (last - first).seconds
  }

  private func note(_ run: BenchmarkRun, _ load: BenchmarkLoad, shortfall: Int, in findings: inout Findings) {
    findings.assumptions += run.assumptions
    if run.summary != nil {
      findings.assumptions.append("\(run.name): every request has the mean lengths; the result does not tell them one by one.")
    }
    if case .drawn(let process) = load, process != .atOnce {
      findings.assumptions.append(
        "\(run.name): arrivals are drawn (\(process), seed \(options.seed)); the result does not tell their times.")
    }
    if run.failed > 0 {
      findings.assumptions.append("\(run.name): \(run.failed) requests that failed or lack a figure are not simulated.")
    }
    if shortfall > 0 {
      findings.assumptions.append("\(run.name): \(shortfall) requests were rejected or did not finish in the simulation.")
    }
  }
}
