import Foundation
import Hardware
import Kernel
import Record
import Workload

/// What a fit goes by, gathered from the records that paths stand for.
struct FitMeasurements {
  private(set) var runs: [FitRun] = []
  private(set) var loads: [FitLoad] = []
  private(set) var assumptions: [String] = []
  private(set) var leftOut = LeftOut()
  /// Files and folders with the digest of what was read of each.
  private(set) var sources: [InstallationFit.Source] = []

  private let options: ValidationOptions
  private let only: String?
  private var firstFault: InputError?

  /// Requests of a run that are simulated at most: a fit repeats each run some hundred times.
  static let mostRequests = 20_000
  /// Draws of unknown arrivals beside the first, by which their chance is told.
  private static let redraws: UInt64 = 3
  /// Requests that a run is divided in halves from.
  private static let dividedFrom = 32

  /// Reads the records at `paths`; with `only` those runs whose name has it.
  ///
  /// - Throws: ``InputError`` for a record that cannot be read, names no server, or has nothing that a fit can go by.
  init(_ paths: [String], options: ValidationOptions, backend: String, only: String?) throws {
    (self.options, self.only) = (options, only)
    let files = try MeasurementFiles(paths)
    if files.runs.isEmpty && (options.isOfBenchmarks) {
      throw InputError(
        "the record tells its own server and load", file: paths.first,
        remedy: "--scenario, --server-log, --rate and --concurrency are for results of benchmarks, which do not")
    }
    leftOut = files.leftOut
    for folder in files.serverRuns where takes(Validation.name(folder)) { try add(try RecordedServerRun(folder: folder)) }
    for table in files.tables { try add(table: table.text, path: table.path, backend: backend) }
    for run in files.runs where takes(run.name) { try add(run) }
    if runs.isEmpty {
      throw firstFault
        ?? InputError("no run of '\(only ?? "")' is among the records", file: paths.first, remedy: "--only takes a part of a run's name")
    }
    try checkServers(paths)
    divide()
  }

  private func takes(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }

  private mutating func addSource(_ file: String, _ paths: [String]) {
    if sources.contains(where: { $0.file == Validation.name(file) }) { return }
    var digest = Digest()
    for path in paths {
      let data = FileManager.default.contents(atPath: path) ?? Data()
      digest.mix(data.bytes)
    }
    sources.append(.init(file: Validation.name(file), digest: digest.hexadecimal))
  }

  private mutating func leaveOut(_ name: String, _ fault: InputError) {
    firstFault = firstFault ?? fault
    leftOut.add(name, fault)
  }

  /// Refuses runs of several servers: what is fitted is a property of one.
  private func checkServers(_ paths: [String]) throws(InputError) {
    var servers: [(words: String, runs: [String])] = []
    for run in runs {
      guard let deployment = run.server.prepared.deployments.first?.deployment else { continue }
      let words = "\(deployment.model.name) in \(deployment.weightFormat.rawValue) on \(deployment.accelerator.id)"
      if let index = servers.firstIndex(where: { $0.words == words }) {
        servers[index].runs.append(run.name)
      } else {
        servers.append((words, [run.name]))
      }
    }
    if servers.count > 1 {
      throw InputError(
        "the runs are of several servers: "
          + servers.map { "\($0.words) (\($0.runs.prefix(3).joined(separator: ", ")))" }
          .joined(separator: "; "), file: paths.first, remedy: "fit them apart: --only with a part of the names of one server's runs")
    }
  }

  // MARK: Kinds of records

  private mutating func add(_ recorded: RecordedServerRun) throws {
    let prepared = try ServerScenario.prepared(
      recorded.settings, name: recorded.name, file: recorded.folder + "/meta.json", assignments: options.assignments)
    let records = Array(recorded.records.prefix(Self.mostRequests))
    let load = loads.count
    loads.append(wholeLoad(recorded.name, records, concurrency: nil, hasFirstTokens: true))
    runs.append(
      FitRun(
        name: recorded.name, server: FitServer(prepared, clockIsTheEngines: recorded.settings.clockIsTheEngines),
        arrivals: Array(recorded.arrivals.prefix(Self.mostRequests)), concurrency: nil, blockTokens: recorded.settings.blockTokens,
        measured: records, observations: FitCells.observations(records, load: load, hasFirstTokens: true)))
    assumptions += recorded.notes
    addSource(recorded.folder, [recorded.folder + "/meta.json", recorded.folder + "/requests.jsonl"])
  }

  private mutating func add(table text: String, path: String, backend: String) throws {
    let known = runs.count
    let isLayoutTable = LayoutTable.isMeant(by: CSVTable.fields(of: text.prefix { !$0.isNewline }))
    let text = isLayoutTable ? try LayoutTable.text(text, file: path) : text
    if CSVTable.fields(of: text.prefix { !$0.isNewline }).contains("silicon_ttft_ms") {
      let table = try CSVTable(text, file: path, required: ClosedLoopPoint.required)
      let (points, others) = try ClosedLoopPoint.points(of: table, backend: backend, file: path)
      leftOut.add(others)
      let loop = ClosedLoopValidation(points: [], leftOut: LeftOut(), title: "", file: path, options: options)
      for point in points where takes(point.name) { try add(point, arrivals: loop.arrivals(of: point), file: path) }
      assumptions += ClosedLoopPoint.assumptions
    } else {
      let table = try CSVTable(text, file: path, required: StagedExperiment.required)
      let (experiments, others) = try StagedExperiment.experiments(of: table)
      leftOut.add(others)
      for experiment in experiments where takes(experiment.name) { try add(experiment, file: path) }
      assumptions += StagedExperiment.assumptions
    }
    if runs.count > known { addSource(path, [path]) }
  }

  private mutating func add(_ point: ClosedLoopPoint, arrivals: [Arrival], file: String) throws {
    let prepared: PreparedScenario
    do {
      prepared = try ServerScenario.prepared(point.settings, name: point.name, file: file, assignments: options.assignments)
    } catch let fault as InputError { return leaveOut(point.name, fault) }
    if let fault = PhysicalCheck(prepared).fault(point.work) { return leaveOut(point.name, InputError(fault.reason, file: file)) }
    add(
      point.name, FitServer(prepared, clockIsTheEngines: false), arrivals, concurrency: point.concurrency,
      means: [("TTFT mean", point.ttftMilliseconds), ("TPOT mean", point.tpotMilliseconds)])
  }

  private mutating func add(_ experiment: StagedExperiment, file: String) throws {
    let prepared = try ServerScenario.prepared(experiment.settings, name: experiment.name, file: file, assignments: options.assignments)
    let staged = StagedExperimentValidation(experiments: [], leftOut: LeftOut(), title: "", file: file, options: options)
    let arrivals = staged.arrivals(of: experiment, seed: options.seed)
    var observations: [FitObservation] = []
    let hasStages = experiment.figures.contains { $0.stage != nil }
    for figures in experiment.figures where (figures.stage != nil) == hasStages {
      let first = experiment.stages.prefix(figures.stage ?? 0).reduce(0) { $0 + $1.requests }
      let requests = figures.stage.map { Array(first..<first + experiment.stages[$0].requests) } ?? Array(arrivals.indices)
      func observed(_ names: [String]) -> [FitObservation] {
        figures.values.filter { names.contains($0.name) }
          .map { FitObservation(figure: $0.name, requests: requests, measured: $0.value, load: loads.count) }
      }
      observations += observed(["TTFT mean", "ITL mean"])
      loads.append(
        FitLoad(
          name: experiment.name + (figures.stage.map { ", stage \($0)" } ?? ""),
          requestsPerSecond: figures.stage.map { experiment.stages[$0].requestsPerSecond }, concurrency: nil,
          shown: observed(["TTFT mean", "ITL mean", "E2E mean"])))
    }
    var run = FitRun(
      name: experiment.name, server: FitServer(prepared, clockIsTheEngines: false), arrivals: arrivals, concurrency: nil,
      blockTokens: experiment.settings.blockTokens, observations: observations)
    run.redraws = (1...Self.redraws).map { staged.arrivals(of: experiment, seed: options.seed &+ $0) }
    runs.append(run)
  }

  private mutating func add(_ benchmark: BenchmarkRun) throws {
    let server = BenchmarkServer(options: options)
    try server.check(benchmark)
    let validation = BenchmarkValidation(runs: [benchmark], leftOut: LeftOut(), title: "", options: options)
    let load = validation.load(of: benchmark)
    if load == .unsaid { throw validation.unsaidLoad(of: benchmark) }
    let prepared: PreparedScenario
    do {
      let found = try server.prepared(for: benchmark)
      prepared = found.scenario
      for text in found.assumptions + benchmark.assumptions where !assumptions.contains(text) { assumptions.append(text) }
    } catch let fault as InputError { return leaveOut(benchmark.name, fault) }
    if let fault = PhysicalCheck(prepared).fault(benchmark.work) {
      return leaveOut("\(benchmark.name): \(fault.share)", InputError(fault.reason, file: benchmark.file))
    }
    addSource(benchmark.file, [benchmark.file])
    let arrivals = Array(try validation.arrivals(of: benchmark, load).prefix(Self.mostRequests))
    if arrivals.count < benchmark.count {
      assumptions.append("\(benchmark.name): the first \(arrivals.count) of \(benchmark.count) requests are fitted.")
    }
    let concurrency: Int? = if case .inFlight(let count) = load { count } else { nil }
    let fitServer = FitServer(prepared, clockIsTheEngines: false)
    if benchmark.summary != nil {
      add(benchmark.name, fitServer, arrivals, concurrency: concurrency, means: means(of: benchmark))
    } else {
      let records = benchmark.requests.indices.prefix(Self.mostRequests).map { benchmark.requests[$0].record($0) }
      let hasFirstTokens = benchmark.requests.allSatisfy { $0.ttft != nil }
      let number = loads.count
      var timed = records
      for index in timed.indices { timed[index].arrival = arrivals[index].time }
      loads.append(wholeLoad(benchmark.name, timed, concurrency: concurrency, hasFirstTokens: hasFirstTokens, measured: records))
      runs.append(
        FitRun(
          name: benchmark.name, server: fitServer, arrivals: arrivals, concurrency: concurrency, blockTokens: nil,
          measured: records, observations: FitCells.observations(records, load: number, hasFirstTokens: hasFirstTokens)))
      if benchmark.failed > 0 {
        assumptions.append("\(benchmark.name): \(benchmark.failed) requests that failed or lack a figure are not simulated.")
      }
    }
    guard case .drawn(let process) = load, process != .atOnce else { return }
    assumptions.append("\(benchmark.name): arrivals are drawn (\(process), seed \(options.seed)); the result does not tell their times.")
    runs[runs.count - 1].redraws = try (1...Self.redraws).map { further in
      var other = options
      other.seed = options.seed &+ further
      let redrawn = BenchmarkValidation(runs: [benchmark], leftOut: LeftOut(), title: "", options: other)
      return Array(try redrawn.arrivals(of: benchmark, load).prefix(Self.mostRequests))
    }
  }

  // MARK: Loads

  /// Adds a run of which means are known only.
  private mutating func add(_ name: String, _ server: FitServer, _ arrivals: [Arrival], concurrency: Int?, means: [(String, Double)]) {
    let observations = means.map {
      FitObservation(figure: $0.0, requests: Array(arrivals.indices), measured: $0.1, load: loads.count)
    }
    let span = arrivals.last.map { ($0.time - Instant.start).seconds } ?? 0
    loads.append(
      FitLoad(
        name: name, requestsPerSecond: span > 0 ? Double(arrivals.count) / span : nil, concurrency: concurrency, shown: observations))
    runs.append(
      FitRun(name: name, server: server, arrivals: arrivals, concurrency: concurrency, blockTokens: nil, observations: observations))
  }

  /// The means that a summary tells; medians where it tells no mean.
  private mutating func means(of benchmark: BenchmarkRun) -> [(String, Double)] {
    func first(_ names: [String]) -> [(String, Double)] {
      let found = names.lazy.compactMap { name in benchmark.figures.first { $0.name == name } }.first
      return found.map { [($0.name, $0.value)] } ?? []
    }
    var means = first(["TTFT mean", "TTFT p50"]) + first(["ITL mean", "TPOT mean", "TPOT p50"])
    if means.count < 2 { means += first(["E2E mean", "E2E p50"]) }
    let names = means.map(\.0).joined(separator: " and ")
    assumptions.append("\(benchmark.name): the fit goes by \(names) alone, with mean lengths; the result does not tell its requests.")
    return means
  }

  /// The load of requests that are known one by one; `measured` are those that its figures are taken from.
  private func wholeLoad(
    _ name: String, _ records: [RequestRecord], concurrency: Int?, hasFirstTokens: Bool, measured: [RequestRecord]? = nil
  ) -> FitLoad {
    let span = (records.map(\.arrival).max() ?? .start) - (records.map(\.arrival).min() ?? .start)
    return FitLoad(
      name: name, requestsPerSecond: span > .zero ? Double(records.count) / span.seconds : nil, concurrency: concurrency,
      shown: FitCells.shown(measured ?? records, load: loads.count, hasFirstTokens: hasFirstTokens))
  }

  /// Divides the one run of all that there is in two halves by time, so that there is something to leave out.
  private mutating func divide() {
    guard runs.count == 1, loads.count == 1, let run = runs.first, let whole = loads.first else { return }
    let records = run.measured
    guard records.count >= Self.dividedFrom else { return }
    let hasFirstTokens = whole.shown.contains { $0.figure.hasPrefix("TTFT") }
    let halves = [Array(records.prefix(records.count / 2)), Array(records.dropFirst(records.count / 2))]
    loads = zip(["first half", "second half"], halves).enumerated().map { index, half in
      FitLoad(
        name: "\(whole.name), \(half.0)", requestsPerSecond: nil, concurrency: whole.concurrency,
        shown: FitCells.shown(half.1, load: index, hasFirstTokens: hasFirstTokens))
    }
    let observations = halves.enumerated().flatMap { FitCells.observations($0.element, load: $0.offset, hasFirstTokens: hasFirstTokens) }
    runs[0].observations = observations
  }
}
