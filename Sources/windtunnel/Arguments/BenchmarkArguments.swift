import ArgumentParser
import Study

/// What the files of a benchmark do not tell of the server that was measured, and of its load.
struct BenchmarkArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The scenario whose server was measured; its workload is not used.", valueName: "scenario"))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      "The log that the server printed when it started, or its command: preset, limits, layout, KV blocks.", valueName: "file"),
    completion: .file())
  var serverLog: String?

  @Option(help: ArgumentHelp("Requests a second of a benchmark whose result does not tell.", valueName: "rate"))
  var rate: Double?

  @Option(help: ArgumentHelp("Requests in flight of a benchmark whose result does not tell.", valueName: "n"))
  var concurrency: Int?

  @Option(help: ArgumentHelp("Of a table with several backends, the one whose rows count.", valueName: "name"))
  var backend = Validation.defaultBackend

  /// Whether any of them is given that only a benchmark has.
  var isGiven: Bool { scenario != nil || serverLog != nil || rate != nil || concurrency != nil }

  func validate() throws {
    if let rate, !(1e-6...1e9).contains(rate) { throw ValidationError("--rate is \(rate); a number of requests a second above zero") }
    if let concurrency, !(1...1_000_000).contains(concurrency) {
      throw ValidationError("--concurrency is \(concurrency); between 1 and 1000000")
    }
    if rate != nil && concurrency != nil { throw ValidationError("--rate and --concurrency are two loads: give one of them") }
  }

  /// Lays them into the options of a validation or a fit.
  ///
  /// - Throws: `InputError` where scenario or log cannot be read.
  func lay(into options: inout ValidationOptions) throws {
    options.scenario = try scenario.map(ScenarioPath.resolve)
    options.serverLog = try serverLog.map(ServerLog.init(path:))
    (options.requestsPerSecond, options.concurrency) = (rate, concurrency)
  }
}
