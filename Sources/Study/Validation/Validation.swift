import Kernel

/// Lays simulations beside measurements of real servers.
public enum Validation {
  /// The backend whose rows of a table count, where the table has several.
  public static let defaultBackend = "vllm"

  /// Validates against the records at `paths`, each of a kind that its form tells: the folder of a recorded run (see ``RecordedServerRun``),
  /// a table of experiments in stages, a table of points at a fixed number of requests in flight, the result of a benchmark, or a folder of
  /// such files.
  ///
  /// - Throws: ``InputError`` for a record that cannot be read or simulated, ``FailedRun`` for a broken invariant,
  ///   ``Interrupted`` after a stop.
  public static func report(against paths: [String], options: ValidationOptions, backend: String = defaultBackend) throws
    -> ValidationReport
  {
    let files = try MeasurementFiles(paths)
    if files.runs.isEmpty && (options.isOfBenchmarks) {
      throw InputError(
        "the record tells its own server and load", file: paths.first,
        remedy: "--scenario, --server-log, --rate and --concurrency are for results of benchmarks, which do not")
    }
    var reports = try files.serverRuns.map { try ServerRunValidation(run: try RecordedServerRun(folder: $0), options: options).report() }
    reports += try files.tables.map { try report(ofTable: $0.text, path: $0.path, options: options, backend: backend) }
    var leftOut = files.leftOut
    if !files.runs.isEmpty {
      let title = paths.count == 1 ? name(paths[0]) : "\(files.runs.count) results of benchmarks"
      reports.append(try BenchmarkValidation(runs: files.runs, leftOut: leftOut, title: title, options: options).report())
      leftOut = LeftOut()
    }
    var joined = ValidationReport.joined(reports)
    joined.leftOut.add(leftOut)
    try options.store?.add(joined.checks(date: String(options.program.created.prefix(10))))
    return joined
  }

  /// Validates against the record at one path.
  ///
  /// - Throws: as ``report(against:options:backend:)-([String],_,_)``.
  public static func report(against path: String, options: ValidationOptions, backend: String = defaultBackend) throws -> ValidationReport {
    try report(against: [path], options: options, backend: backend)
  }

  /// The last part of a path.
  static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "record") }

  private static func header(of text: String) -> [String] { CSVTable.fields(of: text.prefix { !$0.isNewline }) }

  /// Whether a text is a table known here.
  static func knowsTable(_ text: String) -> Bool {
    let header = header(of: text)
    return header.contains("silicon_ttft_ms") || LayoutTable.isMeant(by: header) || header.contains("stages") || isPower(header)
  }

  /// Whether a table tells what accelerators drew.
  private static func isPower(_ header: [String]) -> Bool {
    header.contains("avg_power_watts") || header.contains("energy_per_token_joules")
  }

  private static func report(ofTable text: String, path: String, options: ValidationOptions, backend: String) throws -> ValidationReport {
    let name = name(path)
    try options.checkSums(file: path)
    if LayoutTable.isMeant(by: header(of: text)) {
      return try report(ofTable: LayoutTable.text(text, file: path), path: path, options: options, backend: backend)
    }
    if header(of: text).contains("silicon_ttft_ms") {
      let table = try CSVTable(text, file: path, required: ClosedLoopPoint.required)
      let (points, leftOut) = try ClosedLoopPoint.points(of: table, backend: backend, file: path)
      let validation = ClosedLoopValidation(points: points, leftOut: leftOut, title: "\(name), \(backend)", file: path, options: options)
      return try validation.report()
    }
    if isPower(header(of: text)) {
      let (points, leftOut) = try PowerPoint.points(of: try CSVTable(text, file: path, required: PowerPoint.required))
      return try PowerValidation(points: points, leftOut: leftOut, title: name, file: path, options: options).report()
    }
    let table = try CSVTable(text, file: path, required: StagedExperiment.required)
    let (experiments, leftOut) = try StagedExperiment.experiments(of: table)
    return try StagedExperimentValidation(experiments: experiments, leftOut: leftOut, title: name, file: path, options: options).report()
  }
}
