import ArgumentParser
import Calibration
import Kernel
import Report
import Store
import Study

/// `windtunnel validate`: simulations beside measurements.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Lay simulations beside what was measured, on this machine or on real servers.",
    discussion: """
      windtunnel validate --quick                serve on this machine, and simulate
      windtunnel validate --against runs/vllm-rtx4090-llama-3.1-8b
      windtunnel validate --against result.json --scenario chat-8b

      Without --against, a small transformer is calibrated and serves requests
      in real time on this machine, behind the same policies and KV cache that
      a simulation has; the same arrivals are simulated with what was measured.
      Each load is served twice: the noise is by how much the two differ.

      With --against, PATH is yours to bring: the folder of a recorded server run
      (requests.jsonl and meta.json), a CSV table of experiments in stages, one
      of points at a fixed number of requests in flight or of steady states with
      watts, the result of vllm bench serve, AIPerf, GuideLLM or inference-perf,
      or a folder of these; its form tells. Rows and files that cannot be used
      are left out and counted. For watts it also prints the shares of power
      that they fit, with each model left out of its own fit.

      The result of a benchmark does not tell its server: --scenario FILE gives
      it, or --set accelerator=NAME --set parallel.tensor=N. --server-log FILE is
      the server's own log, or its command: it sets preset, limits, layout and KV
      blocks, and what contradicts it is named.

      In a terminal an error is green that is within the noise, or smaller than
      another simulator's where the record has that one's; red is a larger one.

      Where both sides are known request by request both are stored as runs, so
      that 'windtunnel compare run:1 run:2' works on them.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Records of real servers: folders, tables, results of benchmarks.", valueName: "path"), completion: .file())
  var against: [String] = []

  @Option(help: ArgumentHelp("The scenario whose server a benchmark measured; its workload is not used.", valueName: "scenario"))
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

  @OptionGroup(title: "On this machine") var machine: RealTimeArguments

  @OptionGroup var output: ValidationOutput
  @OptionGroup var form: FormatOption

  func validate() throws {
    if !against.isEmpty && machine.isGiven { throw ValidationError("options of a validation on this machine do not go with --against") }
    if against.isEmpty && !output.changes.isEmpty { throw ValidationError("--set goes with --against") }
    if against.isEmpty && output.checks != nil { throw ValidationError("--checks goes with --against") }
    if against.isEmpty && (scenario != nil || serverLog != nil || rate != nil || concurrency != nil) {
      throw ValidationError("--scenario, --server-log, --rate and --concurrency go with --against")
    }
    if let rate, !(1e-6...1e9).contains(rate) { throw ValidationError("--rate is \(rate); a number of requests a second above zero") }
    if let concurrency, !(1...1_000_000).contains(concurrency) {
      throw ValidationError("--concurrency is \(concurrency); between 1 and 1000000")
    }
    if rate != nil && concurrency != nil { throw ValidationError("--rate and --concurrency are two loads: give one of them") }
  }

  func run() throws {
    let execution = ValidationExecution(output)
    try execution.run { options in
      if !against.isEmpty {
        var options = options
        options.scenario = try scenario.map(ScenarioPath.resolve)
        options.serverLog = try serverLog.map(ServerLog.init(path:))
        (options.requestsPerSecond, options.concurrency) = (rate, concurrency)
        let report = try Validation.report(against: against, options: options, backend: backend)
        try output.writeChecks(of: report, date: String(options.program.created.prefix(10)))
        return report
      }
      let plan = try machine.plan(seed: output.seed)
      let validation = RealTimeValidation(plan, options: options, clock: Program.servingClock(threads: plan.threads))
      return try validation.report(date: String(options.program.created.prefix(10)))
    } show: { report in
      let revision = Revision.ofThisExecutable()
      form.print(
        ValidationText(report, showsAll: output.all || against.isEmpty, revision: revision, ink: Console.ink).text(width: Console.width),
        json: ValidationJSON.document(report, revision: revision))
    }
  }
}
